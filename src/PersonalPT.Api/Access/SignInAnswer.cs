using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace PersonalPT.Api.Access;

/// <summary>What is said to who may not come in, before any service has seen him.</summary>
internal static class SignInAnswer
{
    /// <summary>A gRPC client reads its status from headers where there is no message; any other one gets plain text.</summary>
    public static Task Write(HttpContext http, int status, StatusCode grpc, string message)
    {
        var response = http.Response;
        response.StatusCode = status;
        if (http.Request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) != true)
            return response.WriteAsync(message, http.RequestAborted);

        response.ContentType = "application/grpc";
        response.Headers["grpc-status"] = ((int)grpc).ToString(System.Globalization.CultureInfo.InvariantCulture);
        response.Headers["grpc-message"] = Uri.EscapeDataString(message);
        return Task.CompletedTask;
    }

    /// <summary>Who has signed in, and may not do this.</summary>
    public static Task Forbid(HttpContext http) => Write(http, StatusCodes.Status403Forbidden, StatusCode.PermissionDenied, "This is not open to you.");

    /// <summary>Who has not signed in, or not as one has to.</summary>
    public static Task Challenge(HttpContext http, string why) => Write(http, StatusCodes.Status401Unauthorized, StatusCode.Unauthenticated, why);
}
