using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace PersonalPT.Identity;

/// <summary>Where somebody is who has not signed in: what his attempts are counted by.</summary>
public static class CallerAddress
{
    private const int NetworkBytes = 8;

    /// <summary>The address of a request. Of an IPv6 address the half that says which network: within it one machine has as many as it likes.</summary>
    public static string Of(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        if (http.Connection.RemoteIpAddress is not { } address)
            return "";
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4().ToString();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address.ToString();

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return new IPAddress(bytes).ToString();
    }
}
