using System.IO.Compression;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Api.Tests.House;
using PersonalPT.Contracts.Storage;
using PersonalPT.Protocol.V1;
using Account = PersonalPT.Contracts.Accounts.Account;
using Role = PersonalPT.Contracts.Access.Role;

namespace PersonalPT.Api.Tests.Accounts;

public sealed class AccountApiTests(RunningServer server) : ServerTest(server)
{
    [Fact]
    public async Task Without_the_id_once_more_nothing_is_erased()
    {
        var session = await StartSession(As("athlete", "anna"));
        foreach (var confirmed in (string[])["", "ben", "Anna", "anna "])
        {
            var error = await Refused(
                StatusCode.InvalidArgument,
                () => As("athlete", "anna").Accounts.EraseAthleteAsync(new EraseAthleteRequest { ConfirmAthleteId = confirmed }, cancellationToken: Patience).ResponseAsync);
            Assert.Equal("confirm_athlete_id", FieldOf(error));
        }

        Assert.NotNull(await As("athlete", "anna").Sessions.GetSessionAsync(new GetSessionRequest { SessionId = session }, cancellationToken: Patience));
        Assert.DoesNotContain(await Entries(), entry => entry.Action == AuditAction.Erase);
    }

    [Fact]
    public async Task An_erasure_is_told_with_who_asked_for_it_and_under_a_mark()
    {
        await StartSession(As("athlete", "anna"));

        var erased = await As("administrator", "boss").Accounts.EraseAthleteAsync(
            new EraseAthleteRequest { AthleteId = "anna", ConfirmAthleteId = "anna" }, cancellationToken: Patience);

        Assert.Equal(1u, erased.SessionsErased);
        var told = await Entries();
        Assert.Equal([AuditOutcome.Done, AuditOutcome.Begun], told.Select(e => e.Outcome));
        Assert.All(told, e => Assert.Equal(
            ("boss", "administrator", AuditAction.Erase, erased.Mark, "AccountService/EraseAthlete"), (e.ActorId, e.ActorRole, e.Action, e.AthleteId, e.Means)));
    }

    [Fact]
    public async Task The_last_administrator_is_refused_his_erasure_while_others_have_accounts()
    {
        var accounts = Server.Services.GetRequiredService<IAccountStore>();
        foreach (var (user, role) in ((string, Role)[])[("boss", Role.Administrator), ("anna", Role.Athlete)])
            await accounts.Add(new Account(Gym, user, role, 1) { Stamp = "s" }, first: false, Patience);

        var error = await Refused(
            StatusCode.FailedPrecondition,
            () => As("administrator", "boss").Accounts.EraseAthleteAsync(new EraseAthleteRequest { AthleteId = "boss", ConfirmAthleteId = "boss" }, cancellationToken: Patience).ResponseAsync);

        Assert.Equal("LAST_ADMINISTRATOR", ReasonOf(error));
        Assert.NotNull(await accounts.Find(Gym, "boss", Patience));
        Assert.DoesNotContain(await Entries(), entry => entry.Action == AuditAction.Erase);
    }

    [Fact]
    public async Task Who_has_nothing_can_be_erased_and_again()
    {
        var first = await Erase("nobody");
        var second = await Erase("nobody");

        Assert.Equal((0u, 0u), (first.SessionsErased, second.SessionsErased));
        Assert.NotEqual(first.Mark, second.Mark);
    }

    [Fact]
    public async Task Asked_for_twice_at_the_same_time_it_is_done_once()
    {
        await StartSession(As("athlete", "anna"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Erase("anna"))));

        // Whoever came when it was over has erased an athlete without anything.
        var marks = answers.Select(answer => answer.Mark).Distinct().Count();
        var told = (await Entries()).Where(e => e.Action == AuditAction.Erase).ToArray();
        Assert.Equal(marks, told.Count(e => e.Outcome == AuditOutcome.Begun));
        Assert.Equal(marks, told.Count(e => e.Outcome == AuditOutcome.Done));
    }

    [Fact]
    public async Task An_archive_of_an_athlete_without_anything_says_so_and_can_be_opened()
    {
        var files = await Export("anna");

        Assert.Contains("README.txt", files.Keys);
        Assert.Equal("", files["sessions.jsonl"]);
        Assert.All(files.Keys, name => Assert.Contains($"{(name == "README.txt" ? "format version 1" : name)}", files["README.txt"], StringComparison.Ordinal));
    }

    [Fact]
    public async Task There_is_no_archive_of_somebody_of_whom_nothing_is_kept_whoever_asked_for_him_before()
    {
        await Refused(StatusCode.PermissionDenied, () => Read(As("coach", "eve").Accounts.ExportAthlete(new ExportAthleteRequest { AthleteId = "anna" }, cancellationToken: Patience)));
        await Unknown("anna");
        await Unknown("anna");

        await StartSession(As("athlete", "anna"));
        await Read(ExportForBoss("anna"));

        await Erase("anna");
        await Unknown("anna");
        Assert.Equal("", (await Export("anna"))["sessions.jsonl"]);

        async Task Unknown(string athlete) =>
            Assert.Equal("ATHLETE_NOT_FOUND", ReasonOf(await Refused(StatusCode.NotFound, () => Read(ExportForBoss(athlete)))));

        AsyncServerStreamingCall<ExportAthleteResponse> ExportForBoss(string athlete) =>
            As("administrator", "boss").Accounts.ExportAthlete(new ExportAthleteRequest { AthleteId = athlete }, cancellationToken: Patience);
    }

    [Fact]
    public async Task Grants_revocations_and_exports_are_told_with_whom_they_concern()
    {
        var anna = As("athlete", "anna");
        await anna.Coaching.GrantAsync(new GrantRequest { CoachId = "carl", Scopes = { GrantScope.History } }, cancellationToken: Patience);
        using (var reps = As("coach", "carl").History.ExportHistory(
            new ExportHistoryRequest { AthleteId = "anna", Format = ExportFormat.Csv }, cancellationToken: Patience))
        {
            while (await reps.ResponseStream.MoveNext(Patience))
            {
            }
        }

        await anna.Coaching.RevokeAsync(new RevokeRequest { CoachId = "carl" }, cancellationToken: Patience);
        await Export("anna");

        Assert.Equal(
            [
                ("anna", AuditAction.Export, "anna", "", "AccountService/ExportAthlete"), ("anna", AuditAction.Revoke, "anna", "carl", "CoachingService/Revoke"),
                ("carl", AuditAction.Export, "anna", "", "HistoryService/ExportHistory"), ("anna", AuditAction.Grant, "anna", "carl", "CoachingService/Grant"),
            ],
            (await Entries()).Select(e => (e.ActorId, e.Action, e.AthleteId, e.OtherId, e.Means)));
        Assert.All(await Entries(), entry => Assert.Equal(AuditOutcome.Done, entry.Outcome));
    }

    [Fact]
    public async Task What_was_refused_is_told_too_and_what_was_only_wrong_is_not()
    {
        var eve = As("coach", "eve");
        await Refused(StatusCode.PermissionDenied, () => eve.Accounts.EraseAthleteAsync(new EraseAthleteRequest { AthleteId = "anna", ConfirmAthleteId = "anna" }, cancellationToken: Patience).ResponseAsync);
        await Refused(StatusCode.PermissionDenied, () => Read(eve.Accounts.ExportAthlete(new ExportAthleteRequest { AthleteId = "anna" }, cancellationToken: Patience)));
        await Refused(StatusCode.PermissionDenied, () => eve.Coaching.RevokeAsync(new RevokeRequest { AthleteId = "anna", CoachId = "carl" }, cancellationToken: Patience).ResponseAsync);
        await Refused(StatusCode.InvalidArgument, () => eve.Coaching.GrantAsync(new GrantRequest { CoachId = "carl" }, cancellationToken: Patience).ResponseAsync);

        Assert.Equal(
            [AuditAction.Revoke, AuditAction.Export, AuditAction.Erase],
            (await Entries()).Select(e => (e.ActorId, e.AthleteId, e.Outcome) == ("eve", "anna", AuditOutcome.Refused) ? e.Action : AuditAction.Unspecified));
    }

    [Fact]
    public async Task The_log_comes_in_pages_newest_first_and_for_one_person()
    {
        for (var i = 0; i < 5; i++)
            await As("athlete", $"athlete-{i % 2}").Coaching.GrantAsync(new GrantRequest { CoachId = $"coach-{i}", Scopes = { GrantScope.Live } }, cancellationToken: Patience);

        var read = new List<AuditEntry>();
        var request = new ListAuditEntriesRequest { PageSize = 2 };
        do
        {
            var page = await As("staff", "sam").Accounts.ListAuditEntriesAsync(request, cancellationToken: Patience);
            Assert.InRange(page.Entries.Count, 1, 2);
            read.AddRange(page.Entries);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        Assert.Equal(["coach-4", "coach-3", "coach-2", "coach-1", "coach-0"], read.Select(e => e.OtherId));
        var ones = await As("staff", "sam").Accounts.ListAuditEntriesAsync(new ListAuditEntriesRequest { PersonId = "athlete-1" }, cancellationToken: Patience);
        Assert.Equal(["coach-3", "coach-1"], ones.Entries.Select(e => e.OtherId));
    }

    [Fact]
    public void Actions_and_outcomes_have_the_same_names_and_numbers_on_the_wire_as_in_the_log()
    {
        Assert.Equal(Named<Contracts.Audit.AuditAction>(), Named<AuditAction>());
        Assert.Equal(Named<Contracts.Audit.AuditOutcome>(), Named<AuditOutcome>());

        static IEnumerable<(string, int)> Named<T>()
            where T : struct, Enum => Enum.GetValues<T>().Select(value => (value.ToString(), Convert.ToInt32(value, null))).Where(value => value.Item2 != 0);
    }

    [Theory, InlineData("page_size"), InlineData("page_token"), InlineData("person_id")]
    public async Task What_is_wrong_with_a_question_is_named(string field)
    {
        var request = field switch
        {
            "page_size" => new ListAuditEntriesRequest { PageSize = 201 },
            "page_token" => new ListAuditEntriesRequest { PageToken = "not one of ours" },
            _ => new ListAuditEntriesRequest { PersonId = "a/b" },
        };

        var error = await Refused(StatusCode.InvalidArgument, () => As("staff", "sam").Accounts.ListAuditEntriesAsync(request, cancellationToken: Patience).ResponseAsync);

        Assert.Equal(field, FieldOf(error));
    }

    private static async Task Read(AsyncServerStreamingCall<ExportAthleteResponse> call)
    {
        using (call)
        {
            while (await call.ResponseStream.MoveNext(Patience))
            {
            }
        }
    }

    private async Task<EraseAthleteResponse> Erase(string athlete) => await As("athlete", athlete).Accounts.EraseAthleteAsync(
        new EraseAthleteRequest { ConfirmAthleteId = athlete }, cancellationToken: Patience);

    private async Task<IReadOnlyList<AuditEntry>> Entries() =>
        (await As("staff", "sam").Accounts.ListAuditEntriesAsync(new ListAuditEntriesRequest { PageSize = 200 }, cancellationToken: Patience)).Entries;

    private async Task<Dictionary<string, string>> Export(string athlete)
    {
        using var call = As("athlete", athlete).Accounts.ExportAthlete(new ExportAthleteRequest(), cancellationToken: Patience);
        using var bytes = new MemoryStream();
        await foreach (var piece in call.ResponseStream.ReadAllAsync(Patience))
        {
            Assert.InRange(piece.Chunk.Length, 1, 64 * 1024);
            await bytes.WriteAsync(piece.Chunk.Memory, Patience);
        }

        using var zip = new ZipArchive(bytes, ZipArchiveMode.Read);
        return zip.Entries.ToDictionary(entry => entry.FullName, entry =>
        {
            using var reader = new StreamReader(entry.Open());
            return reader.ReadToEnd();
        });
    }
}
