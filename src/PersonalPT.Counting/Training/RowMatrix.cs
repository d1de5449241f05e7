namespace PersonalPT.Counting.Training;

/// <summary>Rows of features at the counter's rate, one after the other in one array.</summary>
internal sealed class RowMatrix(float[] values, int width)
{
    private readonly float[] _values = values;

    public int Width { get; } = width;

    public int Count { get; } = values.Length / width;

    public ReadOnlySpan<float> this[int row] => _values.AsSpan(row * Width, Width);

    /// <summary>How far along an axis each row lies: row · axis.</summary>
    public double[] Project(ReadOnlySpan<double> axis)
    {
        var projected = new double[Count];
        for (int i = 0; i < projected.Length; i++)
        {
            var row = this[i];
            double sum = 0;
            for (int k = 0; k < row.Length; k++)
                sum += row[k] * axis[k];
            projected[i] = sum;
        }

        return projected;
    }
}
