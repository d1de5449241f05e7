using PersonalPT.Protocol.V1;

namespace PersonalPT.Protocol;

/// <summary>
/// Makes landmarks isotropic, which is what is counted: one unit is the same length on every axis, and the image's height where they are normalised to it.
/// Server and phone must do it alike to the last bit, or they would count differently.
/// </summary>
public static class IsotropicLandmarks
{
    /// <summary>Makes a frame isotropic, in place.</summary>
    /// <param name="space">The space that the landmarks are in.</param>
    /// <param name="imageAspect">Width divided by height of the upright image; matters in <see cref="CoordinateSpace.NormalizedImage"/> only.</param>
    /// <param name="landmarks">x, y, z and visibility of each landmark.</param>
    public static void Make(CoordinateSpace space, double imageAspect, Span<float> landmarks)
    {
        // x and z are in units of the image's width, y in units of its height.
        if (space != CoordinateSpace.NormalizedImage)
            return;

        var aspect = (float)imageAspect;
        for (var i = 0; i + 3 < landmarks.Length; i += 4)
        {
            landmarks[i] *= aspect;
            landmarks[i + 2] *= aspect;
        }
    }
}
