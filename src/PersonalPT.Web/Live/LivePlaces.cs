namespace PersonalPT.Web.Live;

/// <summary>How many live pages are followed at once, whatever they show.</summary>
internal sealed class LivePlaces(WebOptions options)
{
    private int _taken;

    /// <summary>Takes a place; dispose of it in the end. Null where as many look as may.</summary>
    public IDisposable? Take()
    {
        if (Interlocked.Increment(ref _taken) <= options.MostBoards)
            return new Place(this);

        Interlocked.Decrement(ref _taken);
        return null;
    }

    private sealed class Place(LivePlaces places) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
                Interlocked.Decrement(ref places._taken);
        }
    }
}
