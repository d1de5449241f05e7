namespace PersonalPT.Counting.Skeletons;

/// <summary>Facts about the skeletons that are counted.</summary>
public static class Skeleton
{
    /// <summary>Landmarks of one skeleton, in the order of <see cref="BodyLandmark"/>.</summary>
    public const int LandmarkCount = 33;
}
