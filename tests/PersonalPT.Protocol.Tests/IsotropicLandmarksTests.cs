using PersonalPT.Protocol.V1;

namespace PersonalPT.Protocol.Tests;

public sealed class IsotropicLandmarksTests
{
    [Fact]
    public void In_an_image_x_and_z_are_measured_in_its_height_like_y()
    {
        float[] landmarks = [.5f, .25f, -.5f, 1, 1, 1, 1, .5f];
        IsotropicLandmarks.Make(CoordinateSpace.NormalizedImage, .5, landmarks);
        Assert.Equal([.25f, .25f, -.25f, 1, .5f, 1, .5f, .5f], landmarks);
    }

    [Theory]
    [InlineData(CoordinateSpace.World)]
    [InlineData(CoordinateSpace.Isotropic)]
    public void What_is_isotropic_stays_as_it_is(CoordinateSpace space)
    {
        float[] landmarks = [.5f, .25f, -.5f, 1];
        IsotropicLandmarks.Make(space, .5, landmarks);
        Assert.Equal([.5f, .25f, -.5f, 1], landmarks);
    }
}
