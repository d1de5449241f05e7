namespace PersonalPT.Client;

/// <summary>A device's sign-in that several processes use at once: an app and what runs beside it, or commands in several terminals.</summary>
public interface ISharedSignIn
{
    /// <summary>
    /// Changes what is kept: reads it as it is now, has it changed, keeps what became of it, and only then gives it back. One after the other, whichever process asks:
    /// a refresh token is good once, and two who bring the same one sign the device out.
    /// </summary>
    /// <param name="change">Gives what it becomes; the very object that it got where there is nothing to keep. Gets null where nothing is kept any more, and then throws.</param>
    /// <param name="ct">Gives up waiting for one's turn.</param>
    ValueTask<DeviceSignIn> ChangeAsync(Func<DeviceSignIn?, CancellationToken, Task<DeviceSignIn>> change, CancellationToken ct);
}
