namespace PersonalPT.Api.Limits;

/// <summary>A session's way in: its place among those that are beginning and, under strain, its turn. Disposing ends the way, wherever it led.</summary>
internal sealed class SessionEntry(Admission admission, IDisposable place) : IDisposable
{
    private StrainedSecond? _turn;

    /// <summary>Takes a turn, if turns are taken at the moment; for one of whom nothing is known any more that speaks against him.</summary>
    /// <exception cref="Grpc.Core.RpcException">RESOURCE_EXHAUSTED, OVERLOADED, with RetryInfo.</exception>
    public void TakeTurn() => _turn = admission.TakeTurn();

    /// <summary>The session has begun, and its turn is spent.</summary>
    public void Begun() => _turn = null;

    public void Dispose()
    {
        Interlocked.Exchange(ref _turn, null)?.GiveBack();
        place.Dispose();
    }
}
