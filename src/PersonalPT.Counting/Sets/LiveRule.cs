namespace PersonalPT.Counting.Sets;

/// <summary>
/// When a rep is shown: the vote has stood for 20 rows, or for 4 where candidates with four fifths of the weight count at least as much. What is
/// shown never goes down.
/// </summary>
internal sealed class LiveRule
{
    private const int Long = 20, Short = 4;
    private const float Sure = .8f;

    private readonly int[] _votes = new int[Long + 1];
    private int _taken;

    /// <summary>The count that is shown.</summary>
    public int Shown { get; private set; }

    public void Clear()
    {
        _taken = 0;
        Shown = 0;
    }

    /// <summary>Takes the vote of the next row.</summary>
    public void Push(Ballot ballot)
    {
        _votes[_taken++ % _votes.Length] = ballot.Count;
        if (_taken > Long)
            Shown = Math.Max(Shown, LeastOfLast(Long + 1));
        if (_taken > Short && ballot.Sure >= Sure)
            Shown = Math.Max(Shown, LeastOfLast(Short + 1));
    }

    /// <summary>The set is over: nothing needs to stand any longer.</summary>
    public void Close(int finalVote) => Shown = Math.Max(Shown, finalVote);

    private int LeastOfLast(int votes)
    {
        var least = int.MaxValue;
        for (var k = 1; k <= votes; k++)
            least = Math.Min(least, _votes[(_taken - k) % _votes.Length]);
        return least;
    }
}
