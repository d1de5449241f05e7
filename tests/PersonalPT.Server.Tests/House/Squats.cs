using PersonalPT.Athletes;
using PersonalPT.Athletes.Workouts;
using PersonalPT.Client;
using PersonalPT.Counting.Skeletons;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Server.Tests.House;

/// <summary>Somebody doing squats, and a phone that films him.</summary>
internal static class Squats
{
    /// <summary>Films it.</summary>
    public static IReadOnlyList<CapturedFrame> Film(int reps) =>
        [.. new Athlete(7).Perform(new Workout { Sets = [new PlannedSet { Exercise = "squat", Reps = reps }], PersonLost = 0 }).Frames];

    /// <summary>A session that counts from the film's beginning.</summary>
    public static LiveSessionOptions Session(IReadOnlyList<CapturedFrame> film) => new()
    {
        ExerciseId = "squat",
        Capture = new CaptureHeader
        {
            CoordinateSpace = CoordinateSpace.Isotropic,
            LandmarkModel = LandmarkModel.BlazeposeFull,
            NominalRateHz = 30,
            CaptureEpochUs = film[0].CaptureMicros,
        },
    };

    /// <summary>The phone sees a frame.</summary>
    public static void Push(this LiveSession session, CapturedFrame frame) => session.Push(
        frame.CaptureMicros, frame.Landmarks.ToArray().SelectMany(l => new[] { l.X, l.Y, l.Z, l.Visibility }).ToArray());

    /// <summary>An athlete's phone.</summary>
    public static PersonalPTClient Phone(Uri server) => new(new PersonalPTClientOptions
    {
        Address = server, Credential = ClientCredential.Development("gym", "athlete", "anna"),
    });
}
