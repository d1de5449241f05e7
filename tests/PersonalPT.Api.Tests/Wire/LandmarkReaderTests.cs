using CsCheck;
using PersonalPT.Api.Wire;
using PersonalPT.Protocol.V1;
using CaptureHeader = PersonalPT.Contracts.Sessions.CaptureHeader;

namespace PersonalPT.Api.Tests.Wire;

public sealed class LandmarkReaderTests
{
    private static readonly Gen<float[]> s_frames = Gen.Float[-1e6f, 1e6f].Array[132];

    [Theory]
    [InlineData(CoordinateSpace.Isotropic)]
    [InlineData(CoordinateSpace.World)]
    public void Coordinates_that_are_isotropic_already_are_not_touched_in_a_single_bit(CoordinateSpace space) =>
        Gen.Select(s_frames, Gen.Double[.1, 10]).Sample((values, aspect) => Read(values, space, aspect).Select(BitConverter.SingleToInt32Bits)
            .SequenceEqual(values.Select(BitConverter.SingleToInt32Bits)));

    [Fact]
    public void Normalised_coordinates_are_given_in_units_of_the_images_height() => Gen.Select(s_frames, Gen.Float[.1f, 10]).Sample((values, aspect) =>
    {
        var read = Read(values, CoordinateSpace.NormalizedImage, aspect);
        return Enumerable.Range(0, 33).All(i =>
            read[4 * i] == values[4 * i] * aspect
            && read[4 * i + 1] == values[4 * i + 1]
            && read[4 * i + 2] == values[4 * i + 2] * aspect
            && read[4 * i + 3] == values[4 * i + 3]);
    });

    private static float[] Read(float[] values, CoordinateSpace space, double aspect)
    {
        var floats = new FloatLandmarks();
        floats.Values.AddRange(values);
        var landmarks = new float[132];
        Assert.Null(LandmarkReader.Check(floats, "floats"));
        LandmarkReader.Read(floats, new CaptureHeader((int)space, aspect, 1, 30, 0, ""), landmarks);
        return landmarks;
    }
}
