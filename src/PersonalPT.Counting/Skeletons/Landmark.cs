namespace PersonalPT.Counting.Skeletons;

/// <summary>
/// One point of a MediaPipe Pose skeleton. Coordinates are isotropic (one unit is the same length on every axis; any unit will do, because the
/// features are scale free): x to the right, y down, z growing away from the camera.
/// </summary>
/// <param name="X">Horizontal position, growing to the right of the image.</param>
/// <param name="Y">Vertical position, growing downwards.</param>
/// <param name="Z">Depth, growing away from the camera.</param>
/// <param name="Visibility">0 (hidden) to 1 (seen), as MediaPipe gives it. Reported on, never counted with.</param>
public readonly record struct Landmark(float X, float Y, float Z, float Visibility);
