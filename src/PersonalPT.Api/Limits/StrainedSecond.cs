namespace PersonalPT.Api.Limits;

/// <summary>The sessions that may begin in one second of strain. A turn that came to nothing is for somebody else, as long as the second lasts.</summary>
internal sealed class StrainedSecond(int most)
{
    private int _left = most;

    /// <summary>Whether a turn is left.</summary>
    public bool HasTurn => Volatile.Read(ref _left) > 0;

    /// <summary>Takes a turn.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Take()
    {
        var left = Volatile.Read(ref _left);
        while (left > 0)
        {
            var seen = Interlocked.CompareExchange(ref _left, left - 1, left);
            if (seen == left)
                return true;
            left = seen;
        }

        return false;
    }

    /// <summary>Gives one back that was taken.</summary>
    public void GiveBack() => Interlocked.Increment(ref _left);
}
