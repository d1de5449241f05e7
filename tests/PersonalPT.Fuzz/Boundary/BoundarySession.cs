using PersonalPT.Api.Tracking;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Counting;
using PersonalPT.Counting.Skeletons;
using PersonalPT.Counting.Training;
using PersonalPT.Protocol;

namespace PersonalPT.Fuzz.Boundary;

/// <summary>A session that takes everything and looks at it first: what a grain relies on holds, whatever was sent.</summary>
internal sealed class BoundarySession : ISessionGrain, ISessionAccess
{
    private const int MostInputs = 600;
    private const int LongestPhoneId = 64;
    private const long LargestSeq = 1L << 53;

    public static BoundarySession One { get; } = new();

    public static CaptureHeader Capture { get; } = new(1, 1.5, 1, 30, Samples.Frames[0].CaptureMicros, "fuzz");

    public static ModelReference Model { get; } = new("", "squat", 1);

    public ISessionGrain Of(SessionKey session) => this;

    public ISessionObserver Register(ISessionObserver observer) => observer;

    public void Unregister(ISessionObserver reference)
    {
    }

    public Task<StartSessionResult> Start(StartSession command)
    {
        var c = command.Capture;
        if (!double.IsFinite(c.ImageAspect) || !double.IsFinite(c.NominalRateHz) || c.NominalRateHz is < 5 or > 120 || c.CaptureEpochMicros < 0 || c.Source.Length > 200)
            throw new LeakException($"A header that no grain expects: {c}.");
        return Task.FromResult(new StartSessionResult(StartSessionOutcome.Started, Snapshot()));
    }

    public Task<SessionSnapshot?> Get() => Task.FromResult<SessionSnapshot?>(Snapshot());

    public Task<SubmitResult> Submit(InputBatch batch)
    {
        if (batch.Inputs.Length is < 1 or > MostInputs || batch.FirstInputSeq is < 1 or > LargestSeq || batch.OldestHeldInputSeq is < 0 or > LargestSeq)
            throw new LeakException($"A batch of {batch.Inputs.Length} from {batch.FirstInputSeq}, held from {batch.OldestHeldInputSeq}.");

        var frames = 0;
        foreach (var input in batch.Inputs.Span)
        {
            if (!Enum.IsDefined(input.Kind) || input.ExerciseId is { Length: 0 or > InputLimits.LongestExerciseId }
                || input.CaptureMicros - Capture.CaptureEpochMicros is < 0 or > (long)InputLimits.LatestMicros)
                throw new LeakException($"An input that no grain expects: {input}.");
            frames += input.Kind == InputKind.Frame ? 1 : 0;
        }

        if (batch.Landmarks.Length != frames * CompactFrame.FloatCount)
            throw new LeakException($"{batch.Landmarks.Length} numbers for {frames} frames.");
        Leaks.NotFinite(batch.Landmarks.Span, "a batch");
        return Task.FromResult(new SubmitResult(SubmitOutcome.Taken, new InputAcknowledgement(batch.FirstInputSeq + batch.Inputs.Length, 1, 2)));
    }

    public Task<SessionSnapshot?> Observe(ISessionObserver observer, bool asPhone, long oldestHeldInputSeq, PhoneOpening? opening = null)
    {
        if (opening is { PhoneId.Length: 0 or > LongestPhoneId } or { Number: < 0 or > LargestSeq })
            throw new LeakException($"A phone that no grain expects: {opening}.");
        if (oldestHeldInputSeq is < 0 or > LargestSeq)
            throw new LeakException($"A phone that holds inputs from {oldestHeldInputSeq} on.");
        return Get();
    }

    public Task<SessionSnapshot?> Renew(ISessionObserver observer, long streamNumber) => Get();

    public Task Forget(ISessionObserver observer) => Task.CompletedTask;

    public Task<CueResult> SendCue(CueSent cue)
    {
        if (!Identifiers.IsUuid(cue.CueId) || !Identifiers.IsPerson(cue.SenderId) || cue.Text is null == cue.Preset is null
            || cue.Text is { Length: 0 or > CueSent.LongestText } || (cue.Preset is { } preset && !Enum.IsDefined(preset)))
            throw new LeakException($"A cue that no grain expects: {cue}.");
        return Task.FromResult(new CueResult(CueOutcome.Written, new SessionEvent(new SessionKey("gym", Samples.SessionId), "anna", 3, 1, cue)));
    }

    public Task<CueResult> AcknowledgeCue(string cueId)
    {
        if (!Identifiers.IsUuid(cueId))
            throw new LeakException($"A cue that no grain expects: {cueId}.");
        return Task.FromResult(new CueResult(
            CueOutcome.Written, new SessionEvent(new SessionKey("gym", Samples.SessionId), "anna", 4, 1, new CueAcknowledged(cueId))));
    }

    public Task<SetChangeResult> ChangeSet(SetChange change)
    {
        var isExpected = Identifiers.IsUuid(change.ChangeId) && Identifiers.IsPerson(change.AuthorId) && change.SetNumber > 0 && change switch
        {
            SetCorrected corrected => corrected.Reps is null or (>= 0 and <= SetCorrected.MostReps),
            SetAnnotated noted => (noted.LoadGrams is null or (>= 0 and <= SetAnnotated.HeaviestLoadGrams))
                && (noted.RpeHalves is null or (>= SetAnnotated.LeastRpeHalves and <= SetAnnotated.MostRpeHalves))
                && (noted.Note is null || SetDetailRules.Note(noted.Note) == noted.Note)
                && (noted.LoadGrams is not null || noted.RpeHalves is not null || noted.Note is not null || noted.Removed != SetAnnotationParts.None)
                && !(noted.LoadGrams is not null && noted.Removed.HasFlag(SetAnnotationParts.Load))
                && !(noted.RpeHalves is not null && noted.Removed.HasFlag(SetAnnotationParts.Rpe))
                && !(noted.Note is not null && noted.Removed.HasFlag(SetAnnotationParts.Note)),
            _ => false,
        };
        return isExpected
            ? Task.FromResult(new SetChangeResult(SetChangeOutcome.Written, new RecordedSetChange(change, 1, 3)))
            : throw new LeakException($"A change of a set that no grain expects: {change}.");
    }

    public Task<PackedFrames?> HeldFrames(CaptureSpan span)
    {
        if (span.StartMicros < 0 || span.EndMicros <= span.StartMicros)
            throw new LeakException($"A stretch that no grain expects: {span}.");
        return Task.FromResult<PackedFrames?>(new PackedFrames([1, 2], [true, false], new Landmark[Skeleton.LandmarkCount]));
    }

    private static SessionSnapshot Snapshot() => new(
        new SessionKey("gym", Samples.SessionId), "anna", SessionPhase.Live, Model, Capture, 1, 0, new InputAcknowledgement(1, 1, 2),
        new SessionStatus(SessionPhase.Live, new CountingStatus(true, MovementState.Rest, 0, 1, true, 0)));
}
