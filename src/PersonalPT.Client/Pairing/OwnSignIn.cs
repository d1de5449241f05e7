namespace PersonalPT.Client;

/// <summary>A sign-in that one process has for itself: what it knows is what is kept.</summary>
internal sealed class OwnSignIn(DeviceSignIn signIn, Func<DeviceSignIn, CancellationToken, ValueTask> keep) : ISharedSignIn
{
    private DeviceSignIn _now = signIn;

    /// <inheritdoc/>
    public async ValueTask<DeviceSignIn> ChangeAsync(Func<DeviceSignIn?, CancellationToken, Task<DeviceSignIn>> change, CancellationToken ct)
    {
        var changed = await change(_now, ct);
        await keep(changed, ct);
        return _now = changed;
    }
}
