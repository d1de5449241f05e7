using Google.Rpc;
using Grpc.Core;

namespace PersonalPT.Client;

/// <summary>Something that the app, or the person before it, has to know about. The message is a plain sentence that may be shown.</summary>
public sealed class PersonalPTException : Exception
{
    internal PersonalPTException(PersonalPTErrorKind kind, string message, string? reason = null, TimeSpan? retryAfter = null, Exception? inner = null)
        : base(message, inner)
    {
        Kind = kind;
        Reason = reason;
        RetryAfter = retryAfter;
    }

    /// <summary>What kind of thing went wrong.</summary>
    public PersonalPTErrorKind Kind { get; }

    /// <summary>The server's reason code, as listed in docs/protocol/README.md; null where it gave none.</summary>
    public string? Reason { get; }

    /// <summary>How long the server asks to wait; null where it did not say.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>Whether the same call may succeed later.</summary>
    public bool IsTransient => Kind is PersonalPTErrorKind.Unavailable or PersonalPTErrorKind.Overloaded;

    /// <summary>Reads what a gRPC call failed with, its reason code and retry hint included.</summary>
    public static PersonalPTException From(RpcException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        var details = DetailsOf(error);
        var kind = KindOf(error.StatusCode);
        var detail = error.Status.Detail;
        if (kind == PersonalPTErrorKind.Unavailable && error.Status.DebugException is { } cause)
            detail = cause.GetBaseException().Message;
        var message = kind switch
        {
            PersonalPTErrorKind.Unavailable => $"The server cannot be reached or failed: {(detail.Length > 0 ? detail : error.StatusCode)}",
            _ when detail.Length > 0 => detail,
            PersonalPTErrorKind.Overloaded => "The server has too much to do; try again later.",
            PersonalPTErrorKind.Unauthenticated => "The server did not accept the credential; sign in again.",
            PersonalPTErrorKind.PermissionDenied => "This is not allowed.",
            PersonalPTErrorKind.InvalidArgument => "The server found a mistake in what was sent.",
            PersonalPTErrorKind.NotFound => "The server does not know this.",
            PersonalPTErrorKind.Conflict => "This contradicts what the server has already.",
            _ => "The server does not know this call; check its address and version.",
        };
        return new PersonalPTException(
            kind, message, details?.GetDetail<ErrorInfo>()?.Reason, details?.GetDetail<RetryInfo>()?.RetryDelay?.ToTimeSpan(), error);
    }

    // Anything may stand in a trailer; details that cannot be read must not hide the error itself.
    private static Google.Rpc.Status? DetailsOf(RpcException error)
    {
        try
        {
            return error.GetRpcStatus();
        }
        catch (Google.Protobuf.InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static PersonalPTErrorKind KindOf(StatusCode code) => code switch
    {
        StatusCode.Unauthenticated => PersonalPTErrorKind.Unauthenticated,
        StatusCode.PermissionDenied => PersonalPTErrorKind.PermissionDenied,
        StatusCode.InvalidArgument or StatusCode.OutOfRange => PersonalPTErrorKind.InvalidArgument,
        StatusCode.NotFound => PersonalPTErrorKind.NotFound,
        StatusCode.AlreadyExists or StatusCode.FailedPrecondition => PersonalPTErrorKind.Conflict,
        StatusCode.ResourceExhausted => PersonalPTErrorKind.Overloaded,
        StatusCode.Unimplemented => PersonalPTErrorKind.Unsupported,
        _ => PersonalPTErrorKind.Unavailable,
    };
}
