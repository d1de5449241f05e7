namespace PersonalPT.Counting.Skeletons;

/// <summary>The 33 landmarks of MediaPipe Pose, in the order of its output.</summary>
public enum BodyLandmark
{
#pragma warning disable CS1591 // The names say it all.
    Nose, LeftEyeInner, LeftEye, LeftEyeOuter, RightEyeInner, RightEye, RightEyeOuter, LeftEar, RightEar, MouthLeft, MouthRight,
    LeftShoulder, RightShoulder, LeftElbow, RightElbow, LeftWrist, RightWrist, LeftPinky, RightPinky, LeftIndex, RightIndex, LeftThumb, RightThumb,
    LeftHip, RightHip, LeftKnee, RightKnee, LeftAnkle, RightAnkle, LeftHeel, RightHeel, LeftFootIndex, RightFootIndex,
#pragma warning restore CS1591
}
