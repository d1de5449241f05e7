using System.Text.Json;
using PersonalPT.Client;

namespace PersonalPT.Cli.SignIns;

/// <summary>
/// The sign-ins that are kept between commands, one for each server's address, in one small file that only its owner reads. Reading needs nobody's leave: the file is
/// replaced as a whole. Who changes it has the turn.
/// </summary>
/// <param name="folder">Where; made when something is to be kept.</param>
/// <param name="time">The clock.</param>
internal sealed class KeptSignIns(string folder, TimeProvider time)
{
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The file.</summary>
    public string FileName { get; } = Path.Combine(folder, "sign-ins.json");

    /// <summary>The user's own.</summary>
    /// <exception cref="CommandFailedException">He has no folder for them.</exception>
    public static KeptSignIns OfUser() => new(SignInFolder.Path, TimeProvider.System);

    /// <summary>An address as sign-ins are kept under it: without a path, and with small letters.</summary>
    public static Uri KeyOf(Uri server) => new(server.GetLeftPart(UriPartial.Authority));

    /// <summary>All of them.</summary>
    /// <exception cref="CommandFailedException">The file cannot be read.</exception>
    public IReadOnlyList<DeviceSignIn> List() => [.. Read().Select(ToSignIn)];

    /// <summary>The one for an address; null where there is none.</summary>
    /// <exception cref="CommandFailedException">The file cannot be read.</exception>
    public DeviceSignIn? Find(Uri server) => Read().FirstOrDefault(entry => entry.Server == KeyOf(server)) is { } entry ? ToSignIn(entry) : null;

    /// <summary>Keeps one in the place of what was kept for its address.</summary>
    /// <returns>What was kept before; null where nothing was.</returns>
    public async Task<DeviceSignIn?> PutAsync(DeviceSignIn signIn, CancellationToken cancellationToken)
    {
        using var turn = await TakeTurnAsync(cancellationToken);
        var before = Find(signIn.Server);
        Write(signIn.Server, signIn);
        return before;
    }

    /// <summary>Forgets the one for an address, after something was done with it that nobody else is to disturb.</summary>
    /// <param name="server">The address.</param>
    /// <param name="first">What is done before; where it fails nothing is forgotten.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What was kept; null where nothing was.</returns>
    public async Task<DeviceSignIn?> ForgetAsync(Uri server, Func<DeviceSignIn, Task> first, CancellationToken cancellationToken)
    {
        using var turn = await TakeTurnAsync(cancellationToken);
        if (Find(server) is not { } kept)
            return null;
        await first(kept);
        Write(server, null);
        return kept;
    }

    /// <summary>The one for an address, as whoever renews its tokens needs it.</summary>
    public ISharedSignIn Share(Uri server) => new Shared(this, server);

    private static DeviceSignIn ToSignIn(SignInEntry entry) => new(entry.Server, entry.CertificateFingerprint, entry.AccessToken, entry.ExpiresTimeUs, entry.RefreshToken)
    {
        UserId = entry.User,
        GymId = entry.Gym,
        Role = entry.Role,
        DeviceId = entry.Device,
    };

    private static SignInEntry ToEntry(DeviceSignIn kept) => new(
        KeyOf(kept.Server), kept.CertificateFingerprint, kept.GymId, kept.UserId, kept.Role, kept.DeviceId, kept.AccessToken, kept.ExpiresTimeUs, kept.RefreshToken);

    private async Task<SignInTurn> TakeTurnAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(folder);
            else
                Directory.CreateDirectory(folder, OwnersFile | UnixFileMode.UserExecute);
            return await SignInTurn.TakeAsync(Path.Combine(folder, "sign-ins.lock"), time, cancellationToken);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw Unwritable(e);
        }
    }

    private IReadOnlyList<SignInEntry> Read()
    {
        try
        {
            // Whoever replaces it meanwhile may: this one goes on with what it was.
            using var file = new FileStream(FileName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return JsonSerializer.Deserialize(file, SignInJson.Default.SignInFile)?.SignIns ?? [];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
        catch (JsonException e)
        {
            throw new CommandFailedException($"{FileName}: is not what 'personalpt sign-in' wrote; delete it and sign in again.", e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new CommandFailedException($"{FileName}: cannot be read ({e.Message.TrimEnd('.')}).", e);
        }
    }

    // Only by whoever has the turn.
    private void Write(Uri server, DeviceSignIn? signIn)
    {
        var others = Read().Where(entry => entry.Server != KeyOf(server));
        var file = new SignInFile([.. signIn is null ? others : others.Append(ToEntry(signIn))]);
        var partial = FileName + ".partial";
        try
        {
            // What somebody who was killed has left may be anybody's to read.
            File.Delete(partial);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = OwnersFile;
            using (var stream = new FileStream(partial, options))
            {
                JsonSerializer.Serialize(stream, file, SignInJson.Default.SignInFile);
                stream.Flush(flushToDisk: true);
            }

            File.Move(partial, FileName, overwrite: true);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw Unwritable(e);
        }
    }

    private CommandFailedException Unwritable(Exception why) =>
        new($"{FileName}: cannot be written ({why.Message.TrimEnd('.')}); name another folder in {SignInFolder.Variable}.", why);

    private sealed class Shared(KeptSignIns all, Uri server) : ISharedSignIn
    {
        public async ValueTask<DeviceSignIn> ChangeAsync(Func<DeviceSignIn?, CancellationToken, Task<DeviceSignIn>> change, CancellationToken ct)
        {
            using var turn = await all.TakeTurnAsync(ct);
            var kept = all.Find(server);
            var changed = await change(kept, ct);
            if (!ReferenceEquals(changed, kept))
                all.Write(server, changed);
            return changed;
        }
    }
}
