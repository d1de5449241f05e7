using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Identity;

namespace PersonalPT.Api.Access;

/// <summary>Cuts streams whose caller's sign-in does not hold any more.</summary>
public static class OpenStreams
{
    /// <summary>
    /// Watches over the sign-ins of streaming calls. Put it after authentication and before the calls: what a call takes for its caller's presence
    /// is <see cref="HttpContext.RequestAborted"/> as it finds it.
    /// </summary>
    public static IApplicationBuilder UseOpenStreams(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var signIns = app.ApplicationServices.GetRequiredService<OpenSignIns>();
        return app.Use(next => async http =>
        {
            var isStream = http.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>() is { Method.Type: not MethodType.Unary };
            using var open = isStream ? signIns.Open(http) : null;
            await next(http);
        });
    }
}
