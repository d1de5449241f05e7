using System.Text.Json;
using System.Text.Json.Serialization;
using PersonalPT.Cli.Load;

namespace PersonalPT.Cli.Output;

/// <summary>How the lines for machines are written: snake case, no reflection, nothing where there is no value.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(DemoAthleteLine))]
[JsonSerializable(typeof(DemoSummaryLine))]
[JsonSerializable(typeof(WebDemoLine))]
[JsonSerializable(typeof(VideoLine))]
[JsonSerializable(typeof(VideoSummaryLine))]
[JsonSerializable(typeof(ServingLine))]
[JsonSerializable(typeof(ModelLine))]
[JsonSerializable(typeof(ExerciseLine))]
[JsonSerializable(typeof(PreviewLine))]
[JsonSerializable(typeof(RecordingLine))]
[JsonSerializable(typeof(RescoredLine))]
[JsonSerializable(typeof(SessionLine))]
[JsonSerializable(typeof(LiveSessionLine))]
[JsonSerializable(typeof(FileLine))]
[JsonSerializable(typeof(ErasedLine))]
[JsonSerializable(typeof(SignedInLine))]
[JsonSerializable(typeof(SignedOutLine))]
[JsonSerializable(typeof(ReplaySummaryLine))]
[JsonSerializable(typeof(ExerciseScoreLine))]
[JsonSerializable(typeof(EvaluationLine))]
[JsonSerializable(typeof(LoadLine))]
[JsonSerializable(typeof(GeneratorLine))]
[JsonSerializable(typeof(MigrationLine))]
[JsonSerializable(typeof(BackupLine))]
[JsonSerializable(typeof(OverloadLine))]
[JsonSerializable(typeof(RushLine))]
[JsonSerializable(typeof(GroupLoadLine))]
[JsonSerializable(typeof(GroupGeneratorLine))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class JsonLines : JsonSerializerContext;

/// <summary>One athlete of the demo.</summary>
internal sealed record DemoAthleteLine(string Athlete, string Exercise, string SessionId, int True, int Counted);

/// <summary>Where the demo's live board is, and the board and the control of its group session.</summary>
internal sealed record WebDemoLine(string Board, string GroupBoard, string GroupControl, int Athletes);

/// <summary>The demo's last line.</summary>
internal sealed record DemoSummaryLine(int Athletes, int Exact, int True, int Counted, LatencyLine EventLatencyMs);

/// <summary>Milliseconds.</summary>
internal sealed record LatencyLine(double P50, double P99);

/// <summary>One recording that went the whole way.</summary>
internal sealed record VideoLine(string Video, int True, int Library, int Streamed);

/// <summary>The last line of a demo on recordings.</summary>
internal sealed record VideoSummaryLine(
    int Videos, int EqualToLibrary, double Obo, double Mae, double LibraryObo, double LibraryMae, string Exercise, string Demonstration, bool Floats);

/// <summary>A server that runs.</summary>
/// <param name="Grpc">Where phones and apps connect.</param>
/// <param name="Browsers">Where browsers connect.</param>
/// <param name="Web">Where the pages are.</param>
/// <param name="Data">Where the data are.</param>
/// <param name="Fingerprint">SHA-256 of the certificate, where the server made it itself.</param>
internal sealed record ServingLine(string Grpc, string Browsers, string Web, string Data, string? Fingerprint);

/// <summary>A version of a model.</summary>
internal sealed record ModelLine(
    string Exercise, string? Athlete, int Version, bool Active, string Origin, DateTimeOffset Created, string CreatedBy, ReportLine? Report);

/// <summary>What a coach should know of a model.</summary>
internal sealed record ReportLine(
    int DemonstrationReps,
    int CountedReps,
    double Separation,
    string DominantJoint,
    int Frames,
    int FramesWithoutPerson,
    IReadOnlyList<FeatureLine> Features,
    IReadOnlyList<WarningLine> Warnings);

/// <summary>A feature's part in a model.</summary>
internal sealed record FeatureLine(string Name, double Share);

/// <summary>Something to look at.</summary>
internal sealed record WarningLine(string Code, string Text);

/// <summary>Something that can be counted.</summary>
internal sealed record ExerciseLine(string Exercise, string Name, int? Version, string? Athlete, bool Starter);

/// <summary>What would be learnt; seconds from the first frame.</summary>
internal sealed record PreviewLine(
    string Recording, IReadOnlyList<RepLine> Reps, double PoseConfidence, IReadOnlyList<SignalLine> Signal, ReportLine Report);

/// <summary>A rep.</summary>
internal sealed record RepLine(double StartSeconds, double PeakSeconds, double EndSeconds);

/// <summary>The movement at a moment.</summary>
internal sealed record SignalLine(double Seconds, double Value);

/// <summary>A recording.</summary>
internal sealed record RecordingLine(
    string SessionId, string Athlete, DateTimeOffset Started, DateTimeOffset? Ended, double Seconds, long Inputs, long MissingInputs, long Bytes, DateTimeOffset Expires);

/// <summary>What a version counted, or would have counted, of a recording; without a version: what was counted.</summary>
internal sealed record RescoredLine(string SessionId, string? Exercise, int? Version, string? Athlete, int Reps, IReadOnlyList<int> RepsOfSets, int Gaps);

/// <summary>A session of the history.</summary>
internal sealed record SessionLine(string SessionId, string Athlete, DateTimeOffset Started, DateTimeOffset? Ended, IReadOnlyList<SetLine> Sets);

/// <summary>A set of the history.</summary>
internal sealed record SetLine(
    int Set, string Exercise, int Version, DateTimeOffset Started, DateTimeOffset? Ended, int Reps, string? EndReason)
{
    /// <summary>What somebody says it had, beside what was counted.</summary>
    public int? CorrectedReps { get; init; }

    /// <summary>Kilograms.</summary>
    public double? LoadKg { get; init; }

    /// <summary>1 to 10.</summary>
    public double? Rpe { get; init; }

    /// <summary>What somebody has noted.</summary>
    public string? Note { get; init; }
}

/// <summary>A session that is live or stalled.</summary>
internal sealed record LiveSessionLine(string SessionId, string Athlete, string Exercise, string Phase, DateTimeOffset Started);

/// <summary>A file that was written.</summary>
internal sealed record FileLine(string File, long Bytes);

/// <summary>Somebody was erased.</summary>
internal sealed record ErasedLine(string Mark, int Sessions);

/// <summary>Somebody has signed in; the certificate's SHA-256 where the server is known by it.</summary>
internal sealed record SignedInLine(string Server, string Gym, string User, string Role, string? Fingerprint);

/// <summary>A sign-in was forgotten, and whether the server has done so, too.</summary>
internal sealed record SignedOutLine(string Server, string User, bool Revoked);

/// <summary>The last line of a replay.</summary>
internal sealed record ReplaySummaryLine(string Recording, string SessionId, string Exercise, int True, int Counted);

/// <summary>How well one exercise is counted.</summary>
internal sealed record ExerciseScoreLine(
    string Exercise, int Videos, int Demonstrations, int Pairs, double Obo, double Mae, double OboFinal, double MaeFinal, double Exact);

/// <summary>The last line of an evaluation.</summary>
internal sealed record EvaluationLine(
    double Obo, double Mae, double OboFinal, double MaeFinal, double Exact, int Pairs, int Videos, double Seconds);

/// <summary>How the tables of a database were and are.</summary>
internal sealed record MigrationLine(string Data, string? From, string To, bool Changed);

/// <summary>A database's file that was copied and checked.</summary>
internal sealed record BackupLine(string File, long Bytes, string Version, string Source);
