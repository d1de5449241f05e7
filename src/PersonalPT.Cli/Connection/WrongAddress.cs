using System.Net;

namespace PersonalPT.Cli.Connection;

/// <summary>
/// Finds out, where calls fail, whether a server is there that does not answer so. It asks instead of reading what the failed call says, which depends on
/// what came first: the server's answer, or the end of the connection.
/// </summary>
internal static class WrongAddress
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>What is wrong with an address, without a full stop; null where it does not seem to be the address.</summary>
    public static async Task<string?> FindAsync(Uri address)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = s_patience };
        if (address.Scheme == Uri.UriSchemeHttps)
        {
            var plain = new UriBuilder(address) { Scheme = Uri.UriSchemeHttp, Port = address.Port }.Uri;
            return await Answers(http, plain, HttpVersion.Version20) is not null || await Answers(http, plain, HttpVersion.Version11) is not null and not HttpStatusCode.BadRequest
                ? "this server speaks no TLS: write http://"
                : null;
        }

        // The port for gRPC answers such a request too: that it is a bad one.
        return await Answers(http, address, HttpVersion.Version11) is not null and not HttpStatusCode.BadRequest
            ? "that is probably the web port: gRPC is on the other one"
            : null;
    }

    private static async Task<HttpStatusCode?> Answers(HttpClient http, Uri address, Version version)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address) { Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            return answer.StatusCode;
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }
}
