using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using PersonalPT.Contracts.Athletes;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Storage.Journal;
using PersonalPT.Storage.Reading;
using PersonalPT.Storage.Schema;

namespace PersonalPT.Storage.Athletes;

/// <summary>
/// Everything of a person as files: rows as they are stored, so that nothing is forgotten, and his models' files. What he did for others is told without naming
/// them. Read page by page beside the writer; a session that goes on while it is read may be in one file further than in another.
/// </summary>
internal sealed class AthleteArchive(DatabaseReader reader) : IAthleteArchive
{
    private const int SessionsAtOnce = 16;
    private const int Page = 500;
    private const string AuditFile = "audit.jsonl";

    /// <summary>The tables that say something of a person, and how a test knows that none was forgotten.</summary>
    internal static readonly IReadOnlyList<Type> Tables =
    [
        typeof(AthleteRow), typeof(SessionRow), typeof(SessionEventRow), typeof(SetRow), typeof(SetChangeRow), typeof(RepRow), typeof(ModelVersionRow), typeof(ModelActivationRow),
        typeof(GrantRow), typeof(GroupRow), typeof(GroupParticipantRow), typeof(GroupResultRow), typeof(GroupAttachmentRow), typeof(AuditRow),
        typeof(AccountRow), typeof(PasskeyRow), typeof(AccountCodeRow), typeof(DeviceRow),
        typeof(RecordingChunkRow),
        typeof(PlanRow), typeof(PlanRevisionRow),
    ];

    // By the archive itself, so that no table can be forgotten; whoever is known is in one of its first files.
    public async Task<bool> Knows(AthleteKey athlete, CancellationToken cancellationToken)
    {
        await foreach (var file in Read(athlete, cancellationToken))
        {
            if (file.Name != AuditFile && await file.Content.AnyAsync(cancellationToken))
                return true;
        }

        // Who asks for somebody who is not there stands in the log with him.
        var (gymId, id) = athlete;
        return await reader.Read((context, cancel) => context.Audit.AnyAsync(row => row.GymId == gymId && row.ActorId == id, cancel), cancellationToken);
    }

    public async IAsyncEnumerable<ArchiveFile> Read(AthleteKey athlete, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (gymId, id) = athlete;
        var sessions = await reader.Read(
            (context, cancel) => context.Sessions.Where(row => row.GymId == gymId && row.AthleteId == id)
                .OrderBy(row => row.StartedMicros).ThenBy(row => row.SessionId).Select(row => row.SessionId).ToListAsync(cancel),
            cancellationToken);

        yield return File(
            "athlete.jsonl", "since when the gym knows you",
            Rows<AthleteRow>(row => row.GymId == gymId && row.AthleteId == id, cancellationToken));
        yield return File(
            "sessions.jsonl", "your sessions, oldest first: how the landmarks were made, what counted, when; an object a session",
            OfSessions<SessionRow>(sessions, some => row => row.GymId == gymId && some.Contains(row.SessionId), rows => rows.OrderBy(r => r.StartedMicros).ThenBy(r => r.SessionId), cancellationToken));
        yield return File(
            "sets.jsonl", "the sets of these sessions, each with the model that counted it",
            OfSessions<SetRow>(sessions, some => row => row.GymId == gymId && some.Contains(row.SessionId), rows => rows.OrderBy(r => r.SessionId).ThenBy(r => r.SetNumber), cancellationToken));
        yield return File(
            "set_changes.jsonl", "what you and others said about these sets: loads, efforts, notes and corrected counts, in order",
            OfSessions<SetChangeRow>(
                sessions, some => row => row.GymId == gymId && some.Contains(row.SessionId), rows => rows.OrderBy(r => r.SessionId).ThenBy(r => r.ChangeNumber), cancellationToken));
        yield return File(
            "reps.jsonl", "the reps of these sets with their times and how far they went (1: the way between the demonstration's rest and its active pose)",
            OfSessions<RepRow>(
                sessions, some => row => row.GymId == gymId && some.Contains(row.SessionId),
                rows => rows.OrderBy(r => r.SessionId).ThenBy(r => r.SetNumber).ThenBy(r => r.Ordinal), cancellationToken));
        yield return File(
            "events.jsonl", "the logs of these sessions: everything that happened, in order, with the cues that were sent to you", Events(gymId, sessions, cancellationToken));
        yield return File(
            "models.jsonl", "the versions of your own models and the report of each training; their files lie in the folder models",
            Rows<ModelVersionRow>(row => row.GymId == gymId && row.AthleteId == id, cancellationToken, nameof(ModelVersionRow.Content)));
        yield return File(
            "activations.jsonl", "which version became the active one, and when",
            Rows<ModelActivationRow>(row => row.GymId == gymId && row.AthleteId == id, cancellationToken));
        foreach (var file in await ModelFiles(gymId, id, cancellationToken))
            yield return file;
        foreach (var file in await RecordingFiles(gymId, sessions, cancellationToken))
            yield return file;
        yield return File(
            "plans.jsonl", "your plans; those that are deleted are kept for the sessions that were started by them",
            Rows<PlanRow>(row => row.GymId == gymId && row.AthleteId == id, cancellationToken));
        yield return File(
            "plan_revisions.jsonl", "what these plans said, revision by revision, and who wrote it",
            Rows<PlanRevisionRow>(row => row.GymId == gymId && row.AthleteId == id, cancellationToken));
        yield return File(
            "plans_for_others.jsonl", "plans that you wrote for others, without saying for whom",
            Rows<PlanRevisionRow>(
                row => row.GymId == gymId && row.AthleteId != id && row.AuthorId == id, cancellationToken, nameof(PlanRevisionRow.AthleteId)));
        yield return File(
            "grants_given.jsonl", "whom you let at your things, at which (scopes), until when",
            Rows<GrantRow>(row => row.GymId == gymId && row.AthleteId == id, cancellationToken));
        yield return File(
            "grants_received.jsonl", "who lets you at his things",
            Rows<GrantRow>(row => row.GymId == gymId && row.CoachId == id, cancellationToken));
        yield return File("cues_sent.jsonl", "what you said to athletes in their sessions", CuesSent(gymId, id, cancellationToken));
        yield return File("set_changes_for_others.jsonl", "what you said about others' sets, without saying whose", Rows<SetChangeRow>(
            context => context.SetChanges.Where(row => row.GymId == gymId && row.AuthorId == id && !context.Sessions.Any(session =>
                session.GymId == gymId && session.SessionId == row.SessionId && session.AthleteId == id)), cancellationToken, nameof(SetChangeRow.SessionId)));
        yield return File(
            "groups.jsonl", "the group sessions that you took part in, under which nickname and since when",
            Rows<GroupParticipantRow>(row => row.GymId == gymId && row.AthleteId == id, cancellationToken));
        yield return File("group_results.jsonl", "what you did in each of their rounds", Rows<GroupResultRow>(
            context => context.Set<GroupResultRow>().Where(row => row.GymId == gymId && context.Set<GroupParticipantRow>().Any(p =>
                p.GymId == gymId && p.GroupId == row.GroupId && p.ParticipantNumber == row.ParticipantNumber && p.AthleteId == id)), cancellationToken));
        yield return File("group_attachments.jsonl", "which of your sessions counted for them, from when until when", Rows<GroupAttachmentRow>(
            context => context.Set<GroupAttachmentRow>().Where(row => row.GymId == gymId && context.Set<GroupParticipantRow>().Any(p =>
                p.GymId == gymId && p.GroupId == row.GroupId && p.ParticipantNumber == row.ParticipantNumber && p.AthleteId == id)), cancellationToken));
        yield return File(
            "groups_planned.jsonl", "the group sessions that you planned", Rows<GroupRow>(row => row.GymId == gymId && row.PlannedBy == id, cancellationToken));
        yield return File(
            "models_for_others.jsonl", "versions that you made for the gym or for others, without saying for whom",
            Rows<ModelVersionRow>(
                row => row.GymId == gymId && row.AthleteId != id && row.CreatedBy == id, cancellationToken,
                nameof(ModelVersionRow.Content), nameof(ModelVersionRow.AthleteId)));
        yield return File(
            "activations_for_others.jsonl", "versions that you activated for the gym or for others, without saying for whom",
            Rows<ModelActivationRow>(
                row => row.GymId == gymId && row.AthleteId != id && row.ActivatedBy == id, cancellationToken, nameof(ModelActivationRow.AthleteId)));
        yield return File(
            "account.jsonl", "your account, without its password",
            Rows<AccountRow>(row => row.GymId == gymId && row.UserId == id, cancellationToken, nameof(AccountRow.PasswordHash), nameof(AccountRow.Stamp)));
        yield return File(
            "passkeys.jsonl", "the passkeys that you sign in with",
            Rows<PasskeyRow>(row => row.GymId == gymId && row.UserId == id, cancellationToken));
        yield return File(
            "account_codes.jsonl", "invitations and pairings for you that were not used yet",
            Rows<AccountCodeRow>(row => row.GymId == gymId && row.UserId == id, cancellationToken, nameof(AccountCodeRow.CodeHash), nameof(AccountCodeRow.CreatedBy)));
        yield return File(
            "account_codes_for_others.jsonl", "invitations that you made, without saying for whom", Rows<AccountCodeRow>(
                row => row.GymId == gymId && row.CreatedBy == id && row.UserId != id, cancellationToken, nameof(AccountCodeRow.CodeHash), nameof(AccountCodeRow.UserId)));
        yield return File(
            "devices.jsonl", "your phones and apps that are signed in",
            Rows<DeviceRow>(row => row.GymId == gymId && row.UserId == id, cancellationToken, nameof(DeviceRow.RefreshHash), nameof(DeviceRow.PreviousHash)));
        yield return File(
            AuditFile, "the gym's audit log, as far as you did something or something was done about you",
            Rows<AuditRow>(row => row.GymId == gymId && (row.ActorId == id || row.AthleteId == id || row.OtherId == id), cancellationToken));
    }

    private async Task<List<ArchiveFile>> RecordingFiles(string gymId, IReadOnlyList<string> sessions, CancellationToken cancellationToken)
    {
        var files = new List<ArchiveFile>();
        foreach (var some in sessions.Chunk(SessionsAtOnce))
        {
            var recorded = await reader.Read(
                (context, cancel) => context.RecordingChunks.Where(row => row.GymId == gymId && some.Contains(row.SessionId))
                    .Select(row => row.SessionId).Distinct().ToListAsync(cancel),
                cancellationToken);
            files.AddRange(recorded.Order(StringComparer.Ordinal).Select(sessionId => File(
                $"recordings/{sessionId}.recording",
                $"the landmarks that were recorded of session {sessionId}, as chunks one behind the other; their format is in docs/protocol/recordings.md",
                Chunks(sessionId))));
        }

        return files;

        async IAsyncEnumerable<ReadOnlyMemory<byte>> Chunks(string sessionId)
        {
            var (afterClaim, afterSeq) = (-1L, -1L);
            while (true)
            {
                var next = await reader.Read(
                    (context, cancel) => context.RecordingChunks.AsNoTracking()
                        .Where(row => row.GymId == gymId && row.SessionId == sessionId
                            && (row.Claim > afterClaim || (row.Claim == afterClaim && row.FirstInputSeq > afterSeq)))
                        .OrderBy(row => row.Claim).ThenBy(row => row.FirstInputSeq).Take(SessionsAtOnce).ToListAsync(cancel),
                    cancellationToken);
                if (next.Count == 0)
                    yield break;

                foreach (var chunk in next)
                    yield return chunk.Content;
                (afterClaim, afterSeq) = (next[^1].Claim, next[^1].FirstInputSeq);
            }
        }
    }

    private static ArchiveFile File(string name, string description, IAsyncEnumerable<ReadOnlyMemory<byte>> content) => new(name, description, content);

    private IAsyncEnumerable<ReadOnlyMemory<byte>> Rows<T>(Expression<Func<T, bool>> which, CancellationToken cancellationToken, params string[] without)
        where T : class => Rows(context => context.Set<T>().Where(which), cancellationToken, without);

    // In the order of the key, a page at a time: no read stays open while a slow receiver takes what it got.
    private async IAsyncEnumerable<ReadOnlyMemory<byte>> Rows<T>(
        Func<StorageContext, IQueryable<T>> which, [EnumeratorCancellation] CancellationToken cancellationToken, params string[] without)
        where T : class
    {
        List<ReadOnlyMemory<byte>> page;
        var done = 0;
        do
        {
            page = await reader.Read(
                async (context, cancel) =>
                {
                    var table = context.Model.FindEntityType(typeof(T))!;
                    var ordered = table.FindPrimaryKey()!.Properties.Aggregate(
                        which(context).AsNoTracking().OrderBy(row => 0), (rows, part) => rows.ThenBy(row => EF.Property<object>(row, part.Name)));
                    return (await ordered.Skip(done).Take(Page).ToListAsync(cancel)).ConvertAll(row => RowJson.Write(table, row, without));
                },
                cancellationToken);
            foreach (var row in page)
                yield return row;
            done += page.Count;
        }
        while (page.Count == Page);
    }

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> OfSessions<T>(
        IReadOnlyList<string> sessions, Func<string[], Expression<Func<T, bool>>> of, Func<IQueryable<T>, IOrderedQueryable<T>> order,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        foreach (var some in sessions.Chunk(SessionsAtOnce))
        {
            var rows = await reader.Read(
                async (context, cancel) =>
                {
                    var table = context.Model.FindEntityType(typeof(T))!;
                    return (await order(context.Set<T>().AsNoTracking().Where(of(some))).ToListAsync(cancel)).ConvertAll(row => RowJson.Write(table, row));
                },
                cancellationToken);
            foreach (var row in rows)
                yield return row;
        }
    }

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> Events(
        string gymId, IReadOnlyList<string> sessions, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var sessionId in sessions)
        {
            var after = 0L;
            List<ReadOnlyMemory<byte>> page;
            do
            {
                page = await reader.Read(
                    async (context, cancel) =>
                    {
                        var table = context.Model.FindEntityType(typeof(SessionEventRow))!;
                        var rows = await context.SessionEvents.AsNoTracking()
                            .Where(row => row.GymId == gymId && row.SessionId == sessionId && row.EventSeq > after)
                            .OrderBy(row => row.EventSeq).Take(Page).ToListAsync(cancel);
                        return rows.ConvertAll(row => RowJson.Write(table, row));
                    },
                    cancellationToken);
                foreach (var row in page)
                    yield return row;
                after += page.Count;
            }
            while (page.Count == Page);
        }
    }

    private async Task<List<ArchiveFile>> ModelFiles(string gymId, string id, CancellationToken cancellationToken)
    {
        var versions = await reader.Read(
            (context, cancel) => context.ModelVersions.Where(row => row.GymId == gymId && row.AthleteId == id)
                .OrderBy(row => row.ExerciseId).ThenBy(row => row.Version).Select(row => new { row.ExerciseId, row.Version }).ToListAsync(cancel),
            cancellationToken);
        return versions.ConvertAll(version => File(
            $"models/{version.ExerciseId}-{version.Version}.model", $"version {version.Version} of your model of {version.ExerciseId}; it can be imported again",
            Content(version.ExerciseId, version.Version)));

        async IAsyncEnumerable<ReadOnlyMemory<byte>> Content(string exerciseId, int version)
        {
            var content = await reader.Read(
                (context, cancel) => context.ModelVersions
                    .Where(row => row.GymId == gymId && row.AthleteId == id && row.ExerciseId == exerciseId && row.Version == version)
                    .Select(row => row.Content).SingleOrDefaultAsync(cancel),
                cancellationToken);
            if (content is not null)
                yield return content;
        }
    }

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> CuesSent(string gymId, string id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var sent = $"\"sender_id\":\"{id}\"";
        var (afterSession, afterSeq) = ("", 0L);
        List<SessionEventRow> page;
        do
        {
            page = await reader.Read(
                (context, cancel) => context.SessionEvents.AsNoTracking()
                    .Where(row => row.GymId == gymId && row.Kind == "cue_sent" && row.Body.Contains(sent))
                    .Where(row => string.Compare(row.SessionId, afterSession) > 0 || (row.SessionId == afterSession && row.EventSeq > afterSeq))
                    .OrderBy(row => row.SessionId).ThenBy(row => row.EventSeq).Take(Page).ToListAsync(cancel),
                cancellationToken);
            foreach (var row in page)
            {
                if (SessionEventJson.Read(row.Body) is CueSent cue && cue.SenderId == id)
                    yield return RowJson.Cue(row.RecordedMicros, row.Body);
                (afterSession, afterSeq) = (row.SessionId, row.EventSeq);
            }
        }
        while (page.Count == Page);
    }
}
