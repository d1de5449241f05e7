using PersonalPT.Counting.Skeletons;
using static PersonalPT.Counting.Skeletons.BodyLandmark;

namespace PersonalPT.Counting.Training;

/// <summary>What one of the features means to a coach.</summary>
/// <param name="Name">In plain words, without how it is seen.</param>
/// <param name="View">Where the same thing is measured twice: how this one is.</param>
/// <param name="Landmarks">The landmarks that it is measured between.</param>
internal sealed record FeatureMeaning(string Name, FeatureView View, IReadOnlyList<BodyLandmark> Landmarks)
{
    // Features that are measured in depth come first, the same in the image next, then those that only the image has.
    private const int TwoViews = 18;

    private static readonly BodyLandmark[] _shoulders = [LeftShoulder, RightShoulder];
    private static readonly BodyLandmark[] _elbows = [LeftElbow, RightElbow];
    private static readonly BodyLandmark[] _wrists = [LeftWrist, RightWrist];
    private static readonly BodyLandmark[] _hips = [LeftHip, RightHip];
    private static readonly BodyLandmark[] _knees = [LeftKnee, RightKnee];
    private static readonly BodyLandmark[] _ankles = [LeftAnkle, RightAnkle];

    /// <summary>By index of the feature.</summary>
    public static IReadOnlyList<FeatureMeaning> All { get; } = [.. SeenTwice(FeatureView.Depth), .. SeenTwice(FeatureView.Image), .. SeenOnce()];

    public static JointFeatures Elbow { get; } = new("elbow", 0, TwoViews);

    public static JointFeatures Shoulder { get; } = new("shoulder", 1, TwoViews + 1);

    public static JointFeatures Hip { get; } = new("hip", 2, TwoViews + 2);

    public static JointFeatures Knee { get; } = new("knee", 3, TwoViews + 3);

    public static JointFeatures Trunk { get; } = new("trunk", 8, TwoViews + 8);

    /// <summary>Where an exercise may have its movement.</summary>
    public static IReadOnlyList<JointFeatures> Joints { get; } = [Elbow, Shoulder, Hip, Knee, Trunk];

    /// <summary>The name with how it is seen, so that no two features have the same.</summary>
    public string FullName => View switch
    {
        FeatureView.Depth => Name + " (depth)",
        FeatureView.Image => Name + " (image)",
        _ => Name,
    };

    private static IEnumerable<FeatureMeaning> SeenTwice(FeatureView view) =>
    [
        new("elbow angle", view, [.. _shoulders, .. _elbows, .. _wrists]),
        new("shoulder angle", view, [.. _hips, .. _shoulders, .. _elbows]),
        new("hip angle", view, [.. _shoulders, .. _hips, .. _knees]),
        new("knee angle", view, [.. _hips, .. _knees, .. _ankles]),
        new("slope of the upper arms", view, [.. _shoulders, .. _elbows]),
        new("slope of the forearms", view, [.. _elbows, .. _wrists]),
        new("slope of the thighs", view, [.. _hips, .. _knees]),
        new("slope of the lower legs", view, [.. _knees, .. _ankles]),
        new("slope of the trunk", view, [.. _shoulders, .. _hips]),
        new("spread of the elbows", view, [.. _shoulders, .. _elbows]),
        new("distance from wrists to shoulders", view, [.. _wrists, .. _shoulders]),
        new("distance from wrists to hips", view, [.. _wrists, .. _hips]),
        new("distance from shoulders to ankles", view, [.. _shoulders, .. _ankles]),
        new("distance from hips to ankles", view, [.. _hips, .. _ankles]),
        new("distance from knees to shoulders", view, [.. _knees, .. _shoulders]),
        new("distance between the wrists", view, _wrists),
        new("distance between the ankles", view, _ankles),
        new("distance from wrists to ankles", view, [.. _wrists, .. _ankles]),
    ];

    private static IEnumerable<FeatureMeaning> SeenOnce() =>
    [
        Once("height of wrists over shoulders", [.. _wrists, .. _shoulders]),
        Once("height of shoulders over hips", [.. _shoulders, .. _hips]),
        Once("height of hips over ankles", [.. _hips, .. _ankles]),
        Once("height of nose over wrists", [Nose, .. _wrists]),
        Once("height of knees over hips", [.. _knees, .. _hips]),
        Once("height of shoulders over ankles", [.. _shoulders, .. _ankles]),
        Once("ankles sideways of hips", [.. _ankles, .. _hips]),
        Once("shoulders sideways of hips", [.. _shoulders, .. _hips]),
        Once("wrists sideways of shoulders", [.. _wrists, .. _shoulders]),
        Once("knees sideways of hips", [.. _knees, .. _hips]),
        Once("height of left knee over right knee", _knees),
        Once("height of left ankle over right ankle", _ankles),
        Once("height of left wrist over right wrist", _wrists),
        Once("left ankle sideways of right ankle", _ankles),
    ];

    private static FeatureMeaning Once(string name, IReadOnlyList<BodyLandmark> landmarks) => new(name, FeatureView.Only, landmarks);
}

/// <summary>How a feature is seen.</summary>
internal enum FeatureView
{
    /// <summary>There is only one of it.</summary>
    Only,
    /// <summary>In three dimensions.</summary>
    Depth,
    /// <summary>In the plane of the image.</summary>
    Image,
}

/// <summary>A joint or limb, and the features that measure its angle.</summary>
internal sealed record JointFeatures(string Name, int Depth, int Image);
