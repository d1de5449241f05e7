namespace PersonalPT.Counting.Sets;

/// <summary>The k-th smallest of some values, without sorting all of them (Hoare's quickselect, middle element as pivot).</summary>
internal static class OrderStatistics
{
    /// <summary>Moves the k-th smallest value to index <paramref name="k"/>, smaller ones before it and larger ones behind it.</summary>
    public static float Select(Span<float> values, int k)
    {
        int low = 0, high = values.Length - 1;
        while (low < high)
        {
            var pivot = values[(low + high) / 2];
            int i = low, j = high;
            while (i <= j)
            {
                while (values[i] < pivot)
                    i++;
                while (values[j] > pivot)
                    j--;
                if (i <= j)
                {
                    (values[i], values[j]) = (values[j], values[i]);
                    i++;
                    j--;
                }
            }

            if (k <= j)
                high = j;
            else if (k >= i)
                low = i;
            else
                break;
        }

        return values[k];
    }
}
