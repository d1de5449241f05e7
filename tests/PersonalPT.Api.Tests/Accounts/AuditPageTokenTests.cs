using CsCheck;
using Grpc.Core;
using PersonalPT.Api.Accounts;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Api.Tests.Accounts;

public sealed class AuditPageTokenTests
{
    [Fact]
    public void What_was_written_is_read() => Gen.Select(Gen.Long, Gen.Guid).Sample((micros, id) =>
    {
        var position = new AuditPosition(micros, id);
        if (position != default)
            Assert.Equal(position, AuditPageToken.Read(AuditPageToken.Write(position), "page_token"));
    });

    [Fact]
    public void Nothing_is_no_place() => Assert.Null(AuditPageToken.Read("", "page_token"));

    [Fact]
    public void Anything_else_is_refused_by_its_name() => Gen.String[1, 300].Sample(text =>
    {
        var error = Assert.Throws<RpcException>(() => AuditPageToken.Read(text, "page_token"));
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains("page_token", error.Status.Detail, StringComparison.Ordinal);
    });
}
