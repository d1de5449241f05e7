using System.Net;
using System.Net.Sockets;
using PersonalPT.Contracts.Webhooks;

namespace PersonalPT.Api.Webhooks;

/// <summary>Where a server may post to. What an administrator of a gym writes must not let him reach what stands behind the server and is not meant for him.</summary>
internal sealed class EndpointRule(WebhookOptions options)
{
    private const int LongestUrl = 500;

    // What is not of the public internet: https://www.iana.org/assignments/iana-ipv4-special-registry and -ipv6-special-registry.
    private static readonly IPNetwork[] s_private =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork s_public6 = IPNetwork.Parse("2000::/3");

    /// <summary>What is wrong with an address; null: nothing that can be seen without asking for its name.</summary>
    public EndpointFault? FindFault(string url)
    {
        if (url.Length > LongestUrl || !Uri.TryCreate(url, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp))
            return EndpointFault.NoAddress;
        if (uri.UserInfo.Length > 0 || uri.Fragment.Length > 0)
            return EndpointFault.UserOrFragment;
        if (uri.Scheme == Uri.UriSchemeHttp && !(uri.IsLoopback && Allows(IPAddress.Loopback)))
            return EndpointFault.NotHttps;

        return IPAddress.TryParse(uri.DnsSafeHost, out var address) && !Allows(address) ? EndpointFault.NotPostedTo : null;
    }

    /// <summary>What is to be said of a fault.</summary>
    public static string Say(EndpointFault fault) => fault switch
    {
        EndpointFault.NoAddress => $"Must be an address such as https://gym.example/personalpt, at most {LongestUrl} characters.",
        EndpointFault.UserOrFragment => "Must have neither a user nor a fragment.",
        EndpointFault.NotHttps => "Must begin with https.",
        EndpointFault.NotPostedTo => "Is an address that this server does not post to.",
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    };

    /// <summary>Whether an address may be posted to.</summary>
    public bool Allows(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return options.ToPrivateAddresses || (options.ToThisMachine && IPAddress.IsLoopback(plain)) || IsPublic(plain);
    }

    private static bool IsPublic(IPAddress address) =>
        (address.AddressFamily == AddressFamily.InterNetwork || s_public6.Contains(address)) && !Array.Exists(s_private, network => network.Contains(address));
}
