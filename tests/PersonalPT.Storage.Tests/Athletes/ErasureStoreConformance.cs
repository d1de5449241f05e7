using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Accounts;
using PersonalPT.Contracts.Athletes;
using PersonalPT.Contracts.Audit;
using PersonalPT.Contracts.Coaching;
using PersonalPT.Contracts.Groups;
using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Plans;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Storage.Athletes;
using PersonalPT.Storage.Journal;
using PersonalPT.Storage.Reading;
using PersonalPT.Testing.Storage;
using static PersonalPT.Storage.Tests.SampleData;

namespace PersonalPT.Storage.Tests.Athletes;

public abstract class ErasureStoreConformance : StorageConformance
{
    /// <summary>Unlikely to occur anywhere by chance.</summary>
    private const string Zoe = "zoe-7f3a9c51e2";

    private static readonly PlanContent s_plan = new("Legs", "", [new PlanItem("squat", 3, 8, 60_000, 90)]);

    private static readonly AthleteKey _zoe = new("gym", Zoe);

    private IErasureStore Erasures => Services.GetRequiredService<IErasureStore>();

    private IAuditLog Audit => Services.GetRequiredService<IAuditLog>();

    private IAccountStore Accounts => Services.GetRequiredService<IAccountStore>();

    private IRecordingStore Recordings => Services.GetRequiredService<IRecordingStore>();

    private IPlanStore Plans => Services.GetRequiredService<IPlanStore>();

    private IGroupStore Groups => Services.GetRequiredService<IGroupStore>();

    [Fact]
    public async Task Somebody_is_known_while_anything_is_kept_of_him_and_not_for_being_asked_about()
    {
        var archive = Services.GetRequiredService<IAthleteArchive>();
        await Audit.Write("gym", new AuditEntry(Guid.NewGuid(), Monday, "boss", "administrator", AuditAction.Export, AuditOutcome.Refused, Zoe, null, "test"), Cancel);
        Assert.False(await archive.Knows(_zoe, Cancel));
        Assert.True(await archive.Knows(_zoe with { AthleteId = "boss" }, Cancel));

        await LeaveTraces();
        Assert.True(await archive.Knows(_zoe, Cancel));
        Assert.False(await archive.Knows(_zoe with { GymId = "elsewhere" }, Cancel));

        await EraseWholly();
        Assert.False(await archive.Knows(_zoe, Cancel));
    }

    [Fact]
    public async Task A_grant_alone_is_something_of_his()
    {
        await Grants.Put("gym", new AccessGrant("ben", Zoe, GrantScopes.Live, Monday, null), 10, Cancel);
        Assert.True(await Services.GetRequiredService<IAthleteArchive>().Knows(_zoe, Cancel));
    }

    [Fact]
    public async Task After_an_erasure_no_column_of_any_table_holds_the_person()
    {
        await LeaveTraces();
        // What is to be found at all is found before: a search that finds nothing proves nothing.
        var tables = (await Places()).Select(place => place.Split('.')[0]).Distinct().Order();
        Assert.Equal(
            ["account_codes", "accounts", "athletes", "audit_entries", "devices", "grants", "group_participants", "group_sessions", "model_activations", "model_versions", "passkeys", "plan_revisions", "plans", "session_events", "sessions", "set_changes", "sets"],
            tables);

        var report = await EraseWholly();

        Assert.Empty(await Places());
        Assert.Equal(0, await Services.GetRequiredService<DatabaseReader>().Read((context, cancel) => context.RecordingChunks.CountAsync(cancel), Cancel));
        Assert.True(report.Sessions == 3, $"{report}");
        Assert.Null(await Erasures.Find(_zoe, Cancel));
        Assert.Empty(await Erasures.Unfinished(10, Cancel));
    }

    [Fact]
    public async Task What_is_others_stays_as_it_was_but_for_the_mark()
    {
        await LeaveTraces();
        var bens = (await History.Sessions("gym", "ben", null, 10, Cancel)).Single();
        var before = await Journal.Read(bens.Session, 0, 100, Cancel);

        var report = await EraseWholly();

        var after = await Journal.Read(bens.Session, 0, 100, Cancel);
        Assert.Equal(before.Select(e => e.EventSeq), after.Select(e => e.EventSeq));
        var cue = Assert.Single(after.Select(e => e.Body).OfType<CueSent>());
        Assert.Equal((report.Mark, "Lower"), (cue.SenderId, cue.Text));
        var corrected = Assert.Single(after.Select(e => e.Body).OfType<SetCorrected>());
        Assert.Equal((report.Mark, 3), (corrected.AuthorId, corrected.Reps));
        Assert.Equal(Others(before), Others(after));
        var catalog = await Models.List(new ModelKey("gym", "", "squat"), Cancel);
        Assert.Equal(report.Mark, Assert.Single(catalog.Versions).CreatedBy);
        Assert.Equal([1], catalog.Activations);
        Assert.Single(await Grants.OfAthlete("gym", "ben", Cancel), grant => grant.CoachId == "carl");
        Assert.Empty(await Plans.List("gym", Zoe, Cancel));
        var plan = Assert.Single(await Plans.List("gym", "ben", Cancel));
        Assert.Equal((report.Mark, 2, "Legs"), (plan.AuthorId, plan.Revision, plan.Content.Title));
        Assert.Equal("carl", (await Plans.Find(plan.Key, 1, Cancel))!.AuthorId);

        static IEnumerable<string> Others(IEnumerable<SessionEvent> log) =>
            log.Where(e => e.Body is not (CueSent or SetCorrected)).Select(e => $"{e.EventSeq} {e.RecordedMicros} {SessionEventJson.Write(e.Body)}");
    }

    [Fact]
    public async Task A_group_keeps_its_place_without_a_name_and_whoever_led_it_is_fenced()
    {
        var led = await LeaveTraces();

        var report = await EraseWholly();

        var group = await Groups.Find(led.Group, Cancel);
        Assert.Equal(led.Participants.Count, group!.Participants.Count);
        Assert.Equal((report.Mark, null, ParticipantStanding.Removed), (group.Participants[0].AthleteId, group.Participants[0].Nickname, group.Participants[0].Standing));
        Assert.Equal(led.Participants[0].Rounds, group.Participants[0].Rounds);
        Assert.Equal("ben", group.Participants[1].AthleteId);
        Assert.Equal(report.Mark, group.PlannedBy);
        Assert.Equal(AppendOutcome.Fenced, await Groups.Save(led, "leader", Cancel));
        Assert.Empty(await Places());
        Assert.Equal(AppendOutcome.Committed, await Groups.Save(group with { StartedMicros = Monday }, "leader", Cancel));
    }

    [Fact]
    public async Task Whoever_still_counts_an_erased_session_is_fenced_and_its_name_is_not_free()
    {
        var key = NewKey();
        await Journal.Create(Session(key, Zoe), Cancel);
        var claimed = await Journal.Claim(key, Cancel);

        await EraseWholly();

        Assert.Equal(AppendOutcome.Fenced, await Journal.Append(Append(claimed!, Started()), Cancel));
        Assert.Null(await Journal.Claim(key, Cancel));
        Assert.Equal(ErasedThing.Session, (await Assert.ThrowsAsync<ErasedException>(() => Journal.Create(Session(key, Zoe), Cancel))).What);
        Assert.Equal(ErasedThing.Session, (await Assert.ThrowsAsync<ErasedException>(() => Journal.Create(Session(key, "ben"), Cancel))).What);
        Assert.True(await Erasures.WasErased(key, Cancel));
        Assert.False(await Erasures.WasErased(key with { GymId = "other" }, Cancel));
        Assert.Empty(await Places());
    }

    [Fact]
    public async Task While_it_goes_on_nothing_new_is_written_for_the_person_and_afterwards_the_id_begins_anew()
    {
        await Begin();

        await Refused(() => Journal.Create(Session(athleteId: Zoe), Cancel));
        await Refused(() => Grants.Put("gym", new AccessGrant(Zoe, "carl", GrantScopes.Live, Monday, null), 10, Cancel));
        await Refused(() => Plans.Put(new PlanKey("gym", Zoe, "a"), 0, s_plan, "carl", Monday, Cancel));
        await Refused(() => Plans.Put(new PlanKey("gym", "ben", "b"), 0, s_plan, Zoe, Monday, Cancel));
        await Refused(() => Grants.Put("gym", new AccessGrant("ben", Zoe, GrantScopes.Live, Monday, null), 10, Cancel));
        await Refused(() => Models.Add(new ModelKey("gym", Zoe, "squat"), Model(), activate: true, Cancel));
        await Refused(() => Models.Add(new ModelKey("gym", "", "squat"), Model() with { CreatedBy = Zoe }, activate: true, Cancel));
        await Journal.Create(Session(athleteId: "ben"), Cancel);
        await EraseWholly();

        var anew = await Journal.Create(Session(athleteId: Zoe), Cancel);
        Assert.Equal(Zoe, anew.AthleteId);
        Assert.Equal(1, await Models.Add(new ModelKey("gym", Zoe, "squat"), Model(), activate: true, Cancel));

        static async Task Refused(Func<Task> write) => Assert.Equal(ErasedThing.Athlete, (await Assert.ThrowsAsync<ErasedException>(write)).What);
    }

    [Theory, InlineData(0), InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public async Task Cut_off_behind_any_step_it_goes_on_after_a_restart_and_ends_exactly_once(int steps)
    {
        await LeaveTraces();
        var begun = (await Begin())!;
        for (var i = 0; i < steps; i++)
        {
            if (await Erasures.Sessions(begun, 1, Cancel) is { Count: > 0 } some)
                await Erasures.Delete(begun, some, Cancel);
            else
                await Erasures.Clean(begun, Cancel);
        }

        await Restart();

        Assert.Equal([_zoe], await Erasures.Unfinished(10, Cancel));
        Assert.Equal(begun, await Begin());
        Assert.Equal(steps > 3 ? 3 : steps, (await Erasures.Deleted(begun, "", 10, Cancel)).Count);
        var report = await EraseWholly();
        // Whoever comes late finds it done.
        Assert.Equal(report, await Erasures.Finish(begun, Monday, Cancel));
        Assert.Equal(new ErasureReport(begun.Mark, 3), report);
        Assert.Empty(await Places());
        var said = (await Audit.List("gym", report.Mark, null, 100, Cancel)).Where(e => e.Action == AuditAction.Erase).Select(e => e.Outcome);
        Assert.Equal([AuditOutcome.Done, AuditOutcome.Begun], said.Order());
    }

    [Fact]
    public async Task The_last_administrator_is_not_erased_as_long_as_others_have_accounts()
    {
        await Add(Zoe, Role.Administrator);
        await Add("ben", Role.Athlete);

        Assert.Null(await Begin());

        Assert.Null(await Erasures.Find(_zoe, Cancel));
        Assert.DoesNotContain(await Audit.List("gym", null, null, 10, Cancel), entry => entry.Action == AuditAction.Erase);
        await Add("eve", Role.Administrator);
        Assert.NotNull(await Begin());
    }

    [Fact]
    public async Task Whoever_has_the_only_account_may_be_erased()
    {
        await Add(Zoe, Role.Administrator);

        Assert.NotNull(await Begin());
    }

    [Fact]
    public async Task Of_two_administrators_who_are_to_be_erased_at_once_one_stays_and_cannot_go_otherwise()
    {
        await Add(Zoe, Role.Administrator);
        await Add("eve", Role.Administrator);
        await Add("ben", Role.Athlete);
        Assert.NotNull(await Begin());

        Assert.Null(await Erasures.Begin(new AthleteKey("gym", "eve"), Entry(AuditAction.Erase, AuditOutcome.Begun), Cancel));

        var administrators = 0;
        await Accounts.Change("gym", "eve", (account, count) => { administrators = count; return account; }, Cancel);
        Assert.Equal(1, administrators);
        // Asked for once more it is the one that was begun.
        Assert.NotNull(await Begin());
    }

    [Fact]
    public async Task It_does_not_end_while_a_session_is_left()
    {
        var key = NewKey();
        await Journal.Create(Session(key, Zoe), Cancel);
        var begun = (await Begin())!;

        await Erasures.Clean(begun, Cancel);
        Assert.Null(await Erasures.Finish(begun, Monday, Cancel));
        Assert.Equal([_zoe], await Erasures.Unfinished(10, Cancel));
        await Erasures.Delete(begun, [key], Cancel);
        Assert.NotNull(await Erasures.Finish(begun, Monday, Cancel));
    }

    [Fact]
    public async Task A_commit_of_which_nobody_heard_is_done_again_without_harm()
    {
        await LeaveTraces();
        var begun = (await Begin())!;
        foreach (var session in await Erasures.Sessions(begun, 10, Cancel))
            await Erasures.Delete(begun, [session, session], Cancel);
        await Erasures.Clean(begun, Cancel);
        await Erasures.Clean(begun, Cancel);
        Database.AtCommit(1, CommitFault.Fails);
        await Assert.ThrowsAsync<JournalException>(() => Erasures.Finish(begun, Monday, Cancel));

        Assert.Equal(3, (await EraseWholly()).Sessions);
        Assert.Empty(await Places());
    }

    [Fact]
    public async Task The_same_name_in_another_gym_is_somebody_else()
    {
        var key = NewKey("other");
        await Journal.Create(Session(key, Zoe), Cancel);
        await Grants.Put("other", new AccessGrant(Zoe, "carl", GrantScopes.Live, Monday, null), 10, Cancel);
        var before = await Places();
        await LeaveTraces();

        await EraseWholly();

        Assert.Equal(before.Order(), (await Places()).Order());
        Assert.NotNull(await Journal.Find(key, Cancel));
    }

    [Fact]
    public async Task Another_persons_session_is_not_deleted_whoever_asks()
    {
        var key = NewKey();
        await Journal.Create(Session(key, "ben"), Cancel);
        var begun = (await Begin())!;

        await Erasures.Delete(begun, [key], Cancel);

        Assert.NotNull(await Journal.Find(key, Cancel));
        Assert.False(await Erasures.WasErased(key, Cancel));
    }

    [Fact]
    public async Task The_archive_holds_everything_that_the_tables_hold_of_the_person()
    {
        await LeaveTraces();

        var files = await ReadArchive(_zoe);

        Assert.Contains(Zoe, files["athlete.jsonl"], StringComparison.Ordinal);
        Assert.Equal(3, Lines(files["sessions.jsonl"]));
        Assert.Equal(1, Lines(files["sets.jsonl"]));
        Assert.Equal(2, Lines(files["reps.jsonl"]));
        Assert.Contains("\"text\":\"Higher\"", files["events.jsonl"], StringComparison.Ordinal);
        Assert.Contains("\"sender_id\":\"carl\"", files["events.jsonl"], StringComparison.Ordinal);
        Assert.Equal(1, Lines(files["models.jsonl"]));
        Assert.Equal("\u0007\u0001\u0002", files["models/lunge-1.model"]);
        Assert.Equal("\u0001\u0002\u0003", Assert.Single(files, file => file.Key.StartsWith("recordings/", StringComparison.Ordinal)).Value);
        Assert.Equal(1, Lines(files["activations.jsonl"]));
        Assert.Contains("\"plan_id\":\"zoes-plan\"", files["plans.jsonl"], StringComparison.Ordinal);
        Assert.Contains("\"title\":\"Legs\"", files["plan_revisions.jsonl"], StringComparison.Ordinal);
        Assert.Contains("\"plan_id\":\"bens-plan\"", files["plans_for_others.jsonl"], StringComparison.Ordinal);
        Assert.Contains("\"coach_id\":\"carl\"", files["grants_given.jsonl"], StringComparison.Ordinal);
        Assert.Contains("\"athlete_id\":\"ben\"", files["grants_received.jsonl"], StringComparison.Ordinal);
        Assert.Contains("\"text\":\"Lower\"", files["cues_sent.jsonl"], StringComparison.Ordinal);
        Assert.Equal(1, Lines(files["set_changes.jsonl"]));
        Assert.Contains("\"reps\":3", files["set_changes_for_others.jsonl"], StringComparison.Ordinal);
        Assert.Contains("\"nickname\":\"Zoe\"", files["groups.jsonl"], StringComparison.Ordinal);
        Assert.Equal(1, Lines(files["group_results.jsonl"]));
        Assert.Equal(1, Lines(files["group_attachments.jsonl"]));
        Assert.Equal(1, Lines(files["groups_planned.jsonl"]));
        Assert.Equal(1, Lines(files["models_for_others.jsonl"]));
        Assert.Equal(1, Lines(files["activations_for_others.jsonl"]));
        Assert.Equal((1, 1, 1, 1, 1), (Lines(files["account.jsonl"]), Lines(files["passkeys.jsonl"]), Lines(files["devices.jsonl"]), Lines(files["account_codes.jsonl"]), Lines(files["account_codes_for_others.jsonl"])));
        Assert.DoesNotContain(files, file => file.Value.Contains("-of-hers", StringComparison.Ordinal) || file.Value.Contains("-of-bens", StringComparison.Ordinal));
        Assert.True(Lines(files["audit.jsonl"]) >= 1);
        Assert.DoesNotContain(files, file => file.Key != "grants_received.jsonl" && file.Value.Contains("\"ben\"", StringComparison.Ordinal));
        Assert.All(
            files.Where(file => file.Key.EndsWith(".jsonl", StringComparison.Ordinal)),
            file => Assert.All(file.Value.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => System.Text.Json.JsonDocument.Parse(line).Dispose()));
    }

    [Fact]
    public async Task Of_somebody_unknown_the_archive_is_empty() =>
        Assert.All(await ReadArchive(new AthleteKey("gym", "nobody")), file => Assert.Empty(file.Value));

    [Fact]
    public async Task Every_table_is_in_the_archive_or_says_nothing_of_people()
    {
        string[] others = ["GymRow", "ExerciseRow", "GroupRoundRow", "GroupSpanRow", "ErasureRow", "ErasedSessionRow", "WebhookRow", "WebhookDeliveryRow"];
        var all = await Services.GetRequiredService<DatabaseReader>().Read(
            (context, _) => Task.FromResult(context.Model.GetEntityTypes().Select(table => table.ClrType.Name).ToList()), Cancel);

        Assert.Equal(all.Order(), AthleteArchive.Tables.Select(table => table.Name).Concat(others).Order());
    }

    /// <summary>A connection of its own to the database, open.</summary>
    protected abstract Task<System.Data.Common.DbConnection> Connect();

    private static int Lines(string file) => file.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;

    private static AuditEntry Entry(AuditAction action, AuditOutcome outcome) =>
        new(Guid.NewGuid(), Monday, Zoe, "athlete", action, outcome, Zoe, "carl", "test");

    private async Task<IReadOnlyList<string>> Places()
    {
        await using var connection = await Connect();
        return await RawTables.FindAsync(connection, Zoe, Cancel);
    }

    private Task<bool> Add(string user, Role role) => Accounts.Add(new Account("gym", user, role, Monday) { Stamp = "s" }, first: false, Cancel);

    private Task<Erasure?> Begin() => Erasures.Begin(_zoe, Entry(AuditAction.Erase, AuditOutcome.Begun), Cancel);

    private async Task<ErasureReport> EraseWholly()
    {
        var erasure = (await Begin())!;
        while (true)
        {
            while (await Erasures.Sessions(erasure, 2, Cancel) is { Count: > 0 } sessions)
                await Erasures.Delete(erasure, sessions, Cancel);
            await Erasures.Clean(erasure, Cancel);
            if (await Erasures.Finish(erasure, Monday + Second, Cancel) is { } report)
                return report;
        }
    }

    private async Task<Dictionary<string, string>> ReadArchive(AthleteKey athlete)
    {
        var files = new Dictionary<string, string>();
        await foreach (var file in Services.GetRequiredService<IAthleteArchive>().Read(athlete, Cancel))
        {
            var text = new StringBuilder();
            await foreach (var part in file.Content)
                text.Append(Encoding.Latin1.GetString(part.Span)).Append(file.Name.EndsWith(".jsonl", StringComparison.Ordinal) ? "\n" : "");
            Assert.NotEmpty(file.Description);
            files.Add(file.Name, text.ToString());
        }

        return files;
    }

    // Everywhere where somebody can stand.
    private async Task<StoredGroup> LeaveTraces()
    {
        var keys = new[] { NewKey(), NewKey(), NewKey() };
        for (var i = 0; i < keys.Length; i++)
            await Journal.Create(Session(keys[i], Zoe, Monday + i) with { IsRecorded = i == 0 }, Cancel);
        await Recordings.Add(
            [
                new NewChunk(keys[0], new ChunkSpan(1, 1, 300, Monday, Monday + Second), 1, [1, 2], Monday),
                new NewChunk(keys[0], new ChunkSpan(1, 301, 400, Monday + Second, Monday + 2 * Second), 1, [3], Monday),
            ],
            Cancel);
        var own = new ModelReference(Zoe, "lunge", 1);
        var claimed = (await Journal.Claim(keys[0], Cancel))!;
        await Journal.Append(
            Append(claimed, Started() with { Model = own }, Completed(1, 1), Completed(2, 4), Ended(1, 1, 4),
                new CueSent(Guid.NewGuid().ToString(), "carl", "Higher", null), new SetAnnotated(Guid.NewGuid().ToString(), 1, "carl", 20_000, null, null, SetAnnotationParts.None), new SessionEnded(SessionEndReason.Client)) with
            {
                Point = claimed.Point with { Model = own },
            },
            Cancel);

        var bens = NewKey();
        await Journal.Create(Session(bens, "ben"), Cancel);
        await Journal.Append(
            Append((await Journal.Claim(bens, Cancel))!, Started(), new CueSent(Guid.NewGuid().ToString(), Zoe, "Lower", null), Completed(1, 1), Ended(1, 1, 4),
                new SetCorrected(Guid.NewGuid().ToString(), 1, Zoe, 3)), Cancel);

        await Models.Add(new ModelKey("gym", Zoe, "lunge"), Model(), activate: true, Cancel);
        await Models.Add(new ModelKey("gym", "", "squat"), Model() with { CreatedBy = Zoe }, activate: true, Cancel);
        await Grants.Put("gym", new AccessGrant(Zoe, "carl", GrantScopes.Live, Monday, null), 10, Cancel);
        await Grants.Put("gym", new AccessGrant("ben", Zoe, GrantScopes.Live, Monday, null), 10, Cancel);
        await Grants.Put("gym", new AccessGrant("ben", "carl", GrantScopes.Live, Monday, null), 10, Cancel);
        await Plans.Put(new PlanKey("gym", Zoe, "zoes-plan"), 0, s_plan, "carl", Monday, Cancel);
        await Plans.Put(new PlanKey("gym", "ben", "bens-plan"), 0, s_plan with { Title = "Before" }, "carl", Monday, Cancel);
        await Plans.Put(new PlanKey("gym", "ben", "bens-plan"), 1, s_plan, Zoe, Monday, Cancel);
        await Audit.Write("gym", Entry(AuditAction.Grant, AuditOutcome.Done), Cancel);

        await Accounts.Add(new Account("gym", "boss", Role.Administrator, Monday) { Stamp = "s" }, first: true, Cancel);
        await Accounts.Add(new Account("gym", Zoe, Role.Athlete, Monday) { Stamp = "s", PasswordHash = "hash-of-hers" }, first: false, Cancel);
        await Accounts.AddPasskey("gym", Zoe, new Passkey("key", "Laptop", "{}", Monday), 10, Cancel);
        await Accounts.AddDevice(new Device("gym", "device", Zoe, "Phone", Monday) { RefreshHash = "refresh-of-hers", RenewedMicros = Monday, ExpiresMicros = Monday + Second }, 10, Cancel);
        await Accounts.PutCode(new AccountCode("gym", "code-of-hers", AccountCodeKind.Pairing, Zoe, Role.Athlete, Zoe, Monday + Second), Monday, Cancel);
        await Accounts.PutCode(new AccountCode("gym", "code-of-bens", AccountCodeKind.Invitation, "ben", Role.Athlete, Zoe, Monday + Second), Monday, Cancel);

        var group = new StoredGroup
        {
            Group = new GroupKey("gym", Guid.NewGuid().ToString()),
            Plan = new GroupPlan("Class", GroupRanking.Reps, 5, [new GroupRound("squat", 0, 60, 10)]),
            Code = "234567",
            PlannedBy = Zoe,
            PlannedMicros = Monday,
        };
        group = (await Groups.Create(group, Cancel))! with
        {
            Participants =
            [
                new GroupParticipant(1, Zoe, "Zoe", true, false, ParticipantStanding.Present, Monday, [new GroupRoundResult(12, 20)]),
                new GroupParticipant(2, "ben", null, true, false, ParticipantStanding.Present, Monday, [new GroupRoundResult(9, 0)]),
            ],
            Attachments = [new GroupAttachment(1, keys[0].SessionId, 0, Monday, null), new GroupAttachment(2, bens.SessionId, 0, Monday, null)],
        };
        await Groups.Save(group, "leader", Cancel);
        return group with { Revision = group.Revision + 1 };
    }
}
