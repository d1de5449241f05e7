using Grpc.Core;
using PersonalPT.Client;

namespace PersonalPT.Cli;

/// <summary>Says in one line what went wrong.</summary>
internal static class Failure
{
    /// <summary>One plain line, without the name of the program.</summary>
    public static string Describe(Exception failure) => OneLine(failure switch
    {
        AggregateException { InnerExceptions: [var only] } => Describe(only),
        RpcException rpc => PersonalPTException.From(rpc).Message,
        OperationCanceledException => "it was stopped before it was done; try again.",
        // Messages of these are written for people; so are those of the product's own exceptions.
        CommandFailedException or PersonalPTException or IOException or UnauthorizedAccessException => failure.Message,
        _ when failure.GetType().Namespace?.StartsWith("PersonalPT", StringComparison.Ordinal) == true => failure.Message,
        _ => $"something unexpected went wrong ({failure.GetType().Name}: {failure.Message}); run it again with --verbose to see all of it.",
    });

    private static string OneLine(string text) =>
        string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
