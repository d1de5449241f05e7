using Grpc.Core;
using PersonalPT.Api.Tests.House;
using PersonalPT.Api.Wire;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Api.Tests.Wire;

public sealed class CaptureHeadersTests
{
    [Fact]
    public void What_was_read_is_written_again()
    {
        var header = Tape.Header();

        Assert.Equal(header, CaptureHeaders.Write(CaptureHeaders.Read(header, "capture")));
    }

    [Fact]
    public void Everything_that_is_wrong_is_named_at_once()
    {
        var header = new CaptureHeader { ImageAspect = double.NaN, NominalRateHz = 500, CaptureEpochUs = -1, Source = new string('x', 201) };

        var details = Refused(header).GetRpcStatus()!.GetDetail<Google.Rpc.BadRequest>()!;

        Assert.Equal(
            ["capture.coordinate_space", "capture.landmark_model", "capture.nominal_rate_hz", "capture.capture_epoch_us", "capture.source"],
            details.FieldViolations.Select(v => v.Field));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(double.NaN)]
    [InlineData(-1)]
    [InlineData(1e9)]
    public void An_image_needs_an_aspect_where_coordinates_are_normalised_to_it(double aspect)
    {
        var header = Tape.Header();
        header.CoordinateSpace = CoordinateSpace.NormalizedImage;
        header.ImageAspect = aspect;

        Assert.Contains("capture.image_aspect", Refused(header).Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void No_header_is_refused() => Assert.Equal(StatusCode.InvalidArgument, Refused(null).StatusCode);

    private static RpcException Refused(CaptureHeader? header) => Assert.Throws<RpcException>(() => CaptureHeaders.Read(header, "capture"));
}
