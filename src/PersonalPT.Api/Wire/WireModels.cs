using PersonalPT.Counting.Skeletons;
using Counting = PersonalPT.Counting.Training;
using Domain = PersonalPT.Contracts.Models;
using Wire = PersonalPT.Protocol.V1;

namespace PersonalPT.Api.Wire;

/// <summary>Writes models and what is known about them.</summary>
internal static class WireModels
{
    public static Wire::ModelVersion Write(Domain::ModelVersion version) => new()
    {
        AthleteId = version.Reference.AthleteId,
        ExerciseId = version.Reference.ExerciseId,
        Version = (uint)version.Reference.Version,
        Active = version.Active,
        Origin = (Wire::ModelOrigin)version.Origin,
        CreatedTimeUs = version.CreatedMicros,
        CreatedBy = version.CreatedBy,
        Report = Write(version.Report),
    };

    public static Wire::TrainingReport Write(Counting::TrainingReport report)
    {
        var wire = new Wire::TrainingReport
        {
            DemonstrationReps = (uint)report.DemonstrationReps,
            CountedReps = (uint)report.CountedReps,
            Separation = report.Separation,
            DominantJoint = report.DominantJoint,
            Frames = (uint)report.Frames,
            FramesWithoutPerson = (uint)report.FramesWithoutPerson,
        };
        wire.Features.AddRange(report.Features.Select(f => new Wire::FeatureShare { Name = f.Name, Share = f.Share }));
        wire.Warnings.AddRange(report.Warnings.Select(w => new Wire::TrainingWarning { Code = w.Code, Text = w.Text }));
        return wire;
    }

    /// <summary>A preview; its times count from the same moment as the demonstration's.</summary>
    public static Wire::PreviewTrainingResponse Write(Counting::TrainingPreview preview, long epochMicros)
    {
        var wire = new Wire::PreviewTrainingResponse
        {
            RestPose = Write(preview.RestPose),
            ActivePose = Write(preview.ActivePose),
            PoseConfidence = preview.PoseConfidence,
            Report = Write(preview.Report),
        };
        wire.Reps.AddRange(preview.Reps.Select(r => WireEvents.Write(r, epochMicros)));
        wire.Signal.AddRange(preview.Signal.Select(s => new Wire::SignalSample { TimeUs = s.CaptureMicros - epochMicros, Value = s.Value }));
        return wire;
    }

    private static Wire::FloatLandmarks Write(IReadOnlyList<Landmark> landmarks)
    {
        var wire = new Wire::FloatLandmarks();
        wire.Values.AddRange(landmarks.SelectMany(l => new[] { l.X, l.Y, l.Z, l.Visibility }));
        return wire;
    }
}
