namespace PersonalPT.Client;

/// <summary>An access token that is valid now: renewed a minute before its end, once for all who ask meanwhile.</summary>
internal sealed class RenewingTokens(DeviceSignIn signIn, Func<DeviceSignIn, CancellationToken, ValueTask> keep, TimeProvider time)
{
    private const long EarlyMicros = 60_000_000;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private volatile DeviceSignIn _now = signIn;

    /// <summary>The token.</summary>
    public async ValueTask<string> AccessTokenAsync(CancellationToken cancellationToken)
    {
        if (IsFresh(_now))
            return _now.AccessToken;

        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (!IsFresh(_now))
            {
                var renewed = await _now.RenewAsync(cancellationToken);
                await keep(renewed, cancellationToken);
                _now = renewed;
            }

            return _now.AccessToken;
        }
        finally
        {
            _gate.Release();
        }
    }

    private bool IsFresh(DeviceSignIn held) => held.ExpiresTimeUs - EarlyMicros > LiveSession.Micros(time.GetUtcNow());
}
