using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Audit;
using PersonalPT.Contracts.Coaching;
using PersonalPT.Contracts.Gyms;
using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Recordings;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Web.Access;

namespace PersonalPT.Web.Pages;

/// <summary>What the addresses of a session's recording answer, once the gate has let a request in.</summary>
internal sealed class RecordingPages(
    IGrainFactory grains, IJournal journal, IHistory history, IRecordingStore store, IRecordings recordings, GrantedAccess access, IAuditLog audit,
    TimeProvider time, WebOptions options)
{
    /// <summary>What the session's page is told when its recording is gone.</summary>
    public const string Deleted = "deleted";

    /// <summary>Versions that are counted with at once.</summary>
    public const int MostVersions = 4;

    private const int NewestVersions = 20;

    /// <summary>The recording, and what other versions would have counted.</summary>
    public async Task<IResult> Page(HttpContext http, string sessionId, string[]? version)
    {
        var visit = Visit.Of(http);
        var key = new SessionKey(visit.Visitor!.GymId, sessionId);
        if (await journal.Find(key, http.RequestAborted) is not { } session || await store.Find(key, http.RequestAborted) is not { } recording)
            return Notices.Of(visit, StatusCodes.Status404NotFound);

        var choices = await Choices(visit, session, http.RequestAborted);
        var chosen = version is { Length: > 0 }
            ? choices.Where(choice => version.Contains(choice.Token, StringComparer.Ordinal)).ToArray()
            : choices.Where(choice => choice.IsActive).Take(MostVersions).ToArray();
        var wrong = chosen.Length > MostVersions ? "Recording.TooMany" : null;
        RescoreResult? result = null;
        if (wrong is null && chosen.Length > 0)
        {
            result = await recordings.Rescore(key, [.. chosen.Select(choice => choice.Model)], http.RequestAborted);
            if (result.Refusal is { Kind: RescoreRefusalKind.NotRecorded })
                return Notices.Of(visit, StatusCodes.Status404NotFound);
            if (result.Refusal is { } refusal)
                wrong = refusal.Kind == RescoreRefusalKind.Busy ? "Recording.Busy" : "Recording.Unreadable";
        }

        return new RazorComponentResult<RecordingPage>(new
        {
            Visit = visit,
            Recording = recording,
            KeptUntilMicros = recording.Chunks.Max(chunk => chunk.WrittenMicros) + (long)options.RecordingRetention.TotalMicroseconds,
            Exercises = await NamesOfExercises(key.GymId),
            Choices = choices,
            Chosen = (IReadOnlyList<VersionChoice>)chosen,
            Rescoring = result?.Rescoring,
            Wrong = wrong,
            MayDelete = visit.Visitor!.Sees(recording.AthleteId),
        })
        { StatusCode = wrong is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity };
    }

    /// <summary>The recording as a data set.</summary>
    public async Task<IResult> Download(HttpContext http, string sessionId)
    {
        var visit = Visit.Of(http);
        var key = new SessionKey(visit.Visitor!.GymId, sessionId);
        if (await journal.Find(key, http.RequestAborted) is not { } session || await recordings.Export(key, http.RequestAborted) is not { } pieces)
            return Notices.Of(visit, StatusCodes.Status404NotFound);

        // Written first: nothing goes out that is not written down.
        await Account(http, visit.Visitor!, AuditAction.Export, session.AthleteId);
        return Results.Stream(
            async stream =>
            {
                await foreach (var piece in pieces.WithCancellation(http.RequestAborted))
                    await stream.WriteAsync(piece, http.RequestAborted);
            },
            "application/zip", $"recording-{sessionId}.zip");
    }

    /// <summary>Deletes the recording.</summary>
    public async Task<IResult> Delete(HttpContext http, string sessionId)
    {
        var visitor = Visit.Of(http).Visitor!;
        var key = new SessionKey(visitor.GymId, sessionId);
        var session = await journal.Find(key, http.RequestAborted);
        // Begun is begun, whether somebody waits for the page or not.
        await recordings.Delete(key);
        await Account(http, visitor, AuditAction.Delete, session?.AthleteId);
        return Results.LocalRedirect($"/sessions/{sessionId}?recording={Deleted}");
    }

    private Task Account(HttpContext http, Member visitor, AuditAction action, string? athleteId) =>
        audit.Write(visitor.GymId, PageAudit.Entry(http, visitor, action, AuditOutcome.Done, athleteId, time), CancellationToken.None);

    // Of what the session counted: the gym's versions and, where they are open to the visitor, the athlete's own.
    private async Task<IReadOnlyList<VersionChoice>> Choices(Visit visit, StoredSession session, CancellationToken cancellationToken)
    {
        var counted = (await history.Session(session.Session, cancellationToken))?.Sets.Select(set => set.Model.ExerciseId) ?? [];
        var seesOwn = await access.Opens(visit.Visitor!, session.AthleteId, GrantScopes.Models, cancellationToken);
        var choices = new List<VersionChoice>();
        foreach (var exercise in counted.Append(session.Point.Model.ExerciseId).Distinct().Order(StringComparer.Ordinal))
        {
            var own = seesOwn ? await Versions(session.Session.GymId, session.AthleteId, exercise) : [];
            var gyms = await Versions(session.Session.GymId, "", exercise);
            var active = own.Concat(gyms).FirstOrDefault(v => v.Active)?.Reference;
            choices.AddRange(own.Concat(gyms).Select(v => new VersionChoice(v.Reference, v.Reference == active)));
        }

        return choices;
    }

    private async Task<IReadOnlyList<ModelVersion>> Versions(string gymId, string athleteId, string exerciseId) =>
        [.. (await grains.GetGrain<IModelGrain>(new ModelKey(gymId, athleteId, exerciseId).ToString()).Versions()).Reverse().Take(NewestVersions)];

    private async Task<IReadOnlyDictionary<string, string>> NamesOfExercises(string gym) =>
        (await grains.GetGrain<ICatalogGrain>(gym).Exercises()).ToDictionary(e => e.ExerciseId, e => e.DisplayName);
}

/// <summary>A version that a recording can be counted with.</summary>
/// <param name="Model">The version.</param>
/// <param name="IsActive">Whether the athlete's sets are counted with it now.</param>
public sealed record VersionChoice(ModelReference Model, bool IsActive)
{
    /// <summary>How a form names it. The athlete is the session's own.</summary>
    public string Token => string.Create(CultureInfo.InvariantCulture, $"{Model.ExerciseId}.{Model.Version}{(Model.AthleteId.Length > 0 ? ".own" : "")}");
}
