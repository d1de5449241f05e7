using Grpc.Core;

namespace PersonalPT.Cli.Connection;

/// <summary>Recognises, by what the network said, an address at which the server is but does not answer so.</summary>
internal static class WrongAddress
{
    /// <summary>What is wrong with the address, without a full stop; null where it does not seem to be the address.</summary>
    public static string? Describe(Exception failure)
    {
        foreach (var message in Messages(failure))
        {
            if (message.Contains("frame size", StringComparison.OrdinalIgnoreCase))
                return "this server speaks no TLS: write http://";
            if (message.Contains("HTTP_1_1_REQUIRED", StringComparison.Ordinal))
                return "that is probably the web port: gRPC is on the other one";
        }

        return null;
    }

    private static IEnumerable<string> Messages(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            yield return failure.Message;
            if (failure is not RpcException { Status.DebugException: { } cause })
                continue;
            foreach (var message in Messages(cause))
                yield return message;
        }
    }
}
