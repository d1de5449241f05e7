using System.Net;
using System.Net.Sockets;

namespace PersonalPT.Server.Starting;

/// <summary>A free port of this machine's loopback.</summary>
internal static class LoopbackPort
{
    /// <summary>One that is free now. A silo must know its port before it listens, so it cannot ask for "any".</summary>
    public static int FindFree()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
