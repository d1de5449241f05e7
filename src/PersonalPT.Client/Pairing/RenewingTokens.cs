namespace PersonalPT.Client;

/// <summary>An access token that is valid now: renewed a minute before its end, once for all who ask meanwhile.</summary>
internal sealed class RenewingTokens(DeviceSignIn signIn, ISharedSignIn kept, TimeProvider time)
{
    private const long EarlyMicros = 60_000_000;

    private readonly Lock _gate = new();
    private volatile DeviceSignIn _now = signIn;
    private Task<DeviceSignIn>? _renewing;

    /// <summary>The token.</summary>
    public async ValueTask<string> AccessTokenAsync(CancellationToken cancellationToken)
    {
        Task<DeviceSignIn> renewing;
        lock (_gate)
        {
            if (IsFresh(_now))
                return _now.AccessToken;
            renewing = _renewing ??= RenewAsync(_now);
        }

        return (await renewing.WaitAsync(cancellationToken)).AccessToken;
    }

    // Begun is begun: whoever asked may give up, but an answer that nobody kept would cost the sign-in.
    private async Task<DeviceSignIn> RenewAsync(DeviceSignIn held)
    {
        await Task.Yield();
        try
        {
            return _now = await kept.ChangeAsync((now, cancel) => RenewAsync(held, now, cancel), CancellationToken.None);
        }
        finally
        {
            lock (_gate)
                _renewing = null;
        }
    }

    // Whoever shares it may have renewed it, or signed out, or in as somebody else, as whom nothing that was begun must go on.
    private Task<DeviceSignIn> RenewAsync(DeviceSignIn held, DeviceSignIn? now, CancellationToken cancellationToken)
    {
        // One that was kept before devices had names is the one that there is.
        if (now is null || (held.DeviceId.Length > 0 && now.DeviceId != held.DeviceId))
            throw new PersonalPTException(PersonalPTErrorKind.Unauthenticated, "This device was signed out meanwhile.");
        return IsFresh(now) ? Task.FromResult(now) : now.RenewAsync(cancellationToken);
    }

    private bool IsFresh(DeviceSignIn held) => held.ExpiresTimeUs - EarlyMicros > LiveSession.Micros(time.GetUtcNow());
}
