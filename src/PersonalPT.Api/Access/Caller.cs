using Grpc.Core;
using PersonalPT.Contracts.Access;

namespace PersonalPT.Api.Access;

/// <summary>Who makes a call.</summary>
internal static class Caller
{
    /// <summary>Who made this call.</summary>
    /// <exception cref="RpcException">UNAUTHENTICATED: nobody that can be told.</exception>
    public static Member Of(ServerCallContext context) =>
        Member.Find(context.GetHttpContext().User) ?? throw new RpcException(new Status(StatusCode.Unauthenticated, "Sign in first."));
}
