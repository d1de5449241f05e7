using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace PersonalPT.Server;

/// <summary>What stands in front of the server and is believed when it says for whom it asks.</summary>
internal static class TrustedProxies
{
    private const int DotsOfAddress = 3;

    /// <summary>Whether it is an address or a network. One that was cut short, such as <c>10.1</c>, would be another address than whoever wrote it means.</summary>
    public static bool IsOne(string proxy) =>
        (IPAddress.TryParse(proxy, out _) || IPNetwork.TryParse(proxy, out _)) && (proxy.Contains(':', StringComparison.Ordinal) || proxy.Count(c => c == '.') == DotsOfAddress);

    /// <summary>
    /// Takes the caller's address from <c>X-Forwarded-For</c>, back to the first that none of them has written. Scheme and host are not taken from anybody: where
    /// people reach the pages is said by <see cref="ServerOptions.PublicAddress"/>.
    /// </summary>
    public static void UseTrustedProxies(this IApplicationBuilder app, IReadOnlyList<string> proxies)
    {
        if (proxies.Count == 0)
            return;

        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = null };
        options.KnownIPNetworks.Clear();
        options.KnownProxies.Clear();
        foreach (var proxy in proxies)
        {
            if (IPAddress.TryParse(proxy, out var address))
                options.KnownProxies.Add(address);
            else
                options.KnownIPNetworks.Add(IPNetwork.Parse(proxy));
        }

        app.UseForwardedHeaders(options);
    }
}
