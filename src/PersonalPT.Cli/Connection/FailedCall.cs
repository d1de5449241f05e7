using Grpc.Core;

namespace PersonalPT.Cli.Connection;

/// <summary>Finds out why nothing came of a call to a server.</summary>
internal static class FailedCall
{
    /// <summary>An address as it is typed.</summary>
    public static string Named(Uri server) => server.ToString().TrimEnd('/');

    /// <summary>The status of whatever a call failed with; null where it was no call that failed.</summary>
    public static StatusCode? StatusOf(Exception failure) => RpcOf(failure)?.StatusCode;

    /// <summary>What this program itself said while it made the call ready; null where it said nothing.</summary>
    public static CommandFailedException? Own(Exception failure) => RpcOf(failure)?.Status.DebugException as CommandFailedException;

    /// <summary>Whether the call may never have got to a server of ours.</summary>
    public static bool MayBeNobodyThere(Exception failure) => StatusOf(failure) is StatusCode.Unavailable or StatusCode.Internal or StatusCode.Unknown;

    /// <summary>Says what is wrong with an address where a call failed that may not have got there; null where nothing is found.</summary>
    /// <param name="server">The address.</param>
    /// <param name="fingerprint">The certificate that was expected; null: one that this machine trusts.</param>
    /// <param name="failure">What the call failed with.</param>
    public static async Task<CommandFailedException?> ExplainAsync(Uri server, string? fingerprint, Exception failure)
    {
        var named = Named(server);
        if (server.Scheme == Uri.UriSchemeHttps && await PresentedCertificate.LookAsync(server, CancellationToken.None) is { } presented)
        {
            if (fingerprint is not null && !CertificateFingerprint.AreSame(fingerprint, presented.Fingerprint))
                return CertificateFingerprint.Mismatch(named, fingerprint, presented.Fingerprint);
            if (fingerprint is null && !presented.IsTrusted)
            {
                return new CommandFailedException(
                    $"{named}: this machine does not trust the server's certificate, and no sign-in is kept that says by which one it is known. Sign in (personalpt sign-in --server {named}), or give --fingerprint HEX.", failure);
            }
        }

        if (await WrongAddress.FindAsync(server) is { } wrong)
            return new CommandFailedException($"{named}: {wrong}.", failure);
        // What a server itself has said has no exception behind it.
        return RpcOf(failure) is { StatusCode: StatusCode.Unavailable, Status.DebugException: not null }
            ? new CommandFailedException($"no server answers at {named}: start one with 'personalpt serve', or name another with --server URL.", failure)
            : null;
    }

    private static RpcException? RpcOf(Exception failure) => (failure as RpcException) ?? (failure.InnerException as RpcException);
}
