using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Contracts.Athletes;
using PersonalPT.Contracts.Audit;
using PersonalPT.Contracts.Groups;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Contracts.Webhooks;
using static PersonalPT.Storage.Tests.SampleData;

namespace PersonalPT.Storage.Tests.Webhooks;

public abstract class WebhookStoreConformance : StorageConformance
{
    private const WebhookEvents All = WebhookEvents.SetCompleted | WebhookEvents.SessionEnded | WebhookEvents.GroupFinished;
    private const long Later = Monday + (3600 * Second);

    private readonly WebhookKey _key = new("gym", Guid.NewGuid().ToString());

    private IWebhookStore Webhooks => Services.GetRequiredService<IWebhookStore>();

    [Fact]
    public async Task A_webhook_is_there_as_it_was_registered_and_keeps_its_secret_when_it_is_changed()
    {
        var made = await Put(_key);
        var changed = await Webhooks.Put(made! with { Url = "https://other.example/", Events = WebhookEvents.SessionEnded, Secret = "whsec_other" }, 10, Cancel);

        var expected = made with { Url = "https://other.example/", Events = WebhookEvents.SessionEnded };
        Assert.Equal(expected, changed);
        await Restart();
        Assert.Equal(expected, await Webhooks.Find(_key, Cancel));
        Assert.Equal([new WebhookStanding(expected, 0, 0)], await Webhooks.List("gym", Cancel));
        Assert.Empty(await Webhooks.List("other", Cancel));
        Assert.Null(await Webhooks.Find(_key with { GymId = "other" }, Cancel));
    }

    [Fact]
    public async Task A_gym_has_no_more_than_it_may()
    {
        for (var i = 0; i < 3; i++)
            Assert.NotNull(await Webhooks.Put(Webhook(_key with { WebhookId = $"hook-{i}" }), 3, Cancel));

        Assert.Null(await Webhooks.Put(Webhook(_key), 3, Cancel));
        Assert.NotNull(await Webhooks.Put(Webhook(_key with { WebhookId = "hook-1" }), 3, Cancel));
        Assert.NotNull(await Webhooks.Put(Webhook(_key with { GymId = "other" }), 3, Cancel));
        Assert.True(await Webhooks.Delete(_key with { WebhookId = "hook-1" }, Cancel));
        Assert.False(await Webhooks.Delete(_key with { WebhookId = "hook-1" }, Cancel));
        Assert.NotNull(await Webhooks.Put(Webhook(_key), 3, Cancel));
    }

    [Fact]
    public async Task What_is_in_the_log_waits_for_every_webhook_that_wants_it_and_for_no_other()
    {
        var sets = _key with { WebhookId = "sets" };
        var foreign = _key with { GymId = "other" };
        await Put(_key);
        await Webhooks.Put(Webhook(sets) with { Events = WebhookEvents.SetCompleted }, 10, Cancel);
        await Put(foreign);
        var session = await Workout();

        Assert.Equal(new[] { _key, sets }.OrderBy(key => key.WebhookId, StringComparer.Ordinal), (await Webhooks.Due(Later, 10, Cancel)).OrderBy(key => key.WebhookId, StringComparer.Ordinal));
        Assert.Equal([(6L, WebhookEvents.SetCompleted), (7L, WebhookEvents.SessionEnded)], await Drain(_key, session.SessionId));
        Assert.Equal([(6L, WebhookEvents.SetCompleted)], await Drain(sets, session.SessionId));
        Assert.Empty(await Webhooks.Due(Later, 10, Cancel));
    }

    [Fact]
    public async Task An_append_that_is_done_again_or_fenced_leaves_nothing_twice()
    {
        await Put(_key);
        var key = NewKey();
        await Journal.Create(Session(key), Cancel);
        var claimed = (await Journal.Claim(key, Cancel))!;
        var append = Append(claimed, Started(), Completed(1, 1), Ended(1, 1, 4), new SessionEnded(SessionEndReason.Client));
        Database.AtCommit(1, CommitFault.Fails);
        await Assert.ThrowsAsync<JournalException>(() => Journal.Append(append, Cancel));
        Assert.Empty(await Webhooks.Due(Later, 10, Cancel));

        Assert.Equal(AppendOutcome.Committed, await Journal.Append(append, Cancel));
        Assert.Equal(AppendOutcome.Committed, await Journal.Append(append, Cancel));
        Assert.Equal(AppendOutcome.Fenced, await Journal.Append(append with { Epoch = 0 }, Cancel));

        Assert.Equal(2, Assert.Single(await Webhooks.List("gym", Cancel)).Waiting);
    }

    [Fact]
    public async Task Appends_that_share_a_commit_each_leave_their_own()
    {
        await Put(_key);
        var keys = Enumerable.Range(0, 4).Select(_ => NewKey()).ToArray();
        var appends = new List<JournalAppend>();
        foreach (var key in keys)
        {
            await Journal.Create(Session(key), Cancel);
            appends.Add(Append((await Journal.Claim(key, Cancel))!, Started(), Completed(1, 1), Ended(1, 1, 4)));
        }

        appends[1] = appends[1] with { Epoch = 0 };
        await InOneGroup([.. appends.Select(append => (Func<Task>)(() => Journal.Append(append, Cancel)))]);

        var waiting = new List<string>();
        while (await Webhooks.Next(_key, Later, Cancel) is { } next)
        {
            waiting.Add(next.SubjectId);
            await Webhooks.Succeeded(next, Later, Cancel);
        }

        Assert.Equal(keys.Where((_, i) => i != 1).Select(key => key.SessionId).Order(), waiting.Order());
    }

    [Fact]
    public async Task A_session_is_told_in_the_order_of_its_log_and_one_that_failed_is_not_overtaken_by_its_own()
    {
        await Put(_key);
        var first = await Workout();
        var second = await Workout();

        var failed = (await Webhooks.Next(_key, Later, Cancel))!;
        await Webhooks.Failed(failed, "Away.", Later, Later + 100, Later + 10, Cancel);

        var other = failed.SubjectId == first.SessionId ? second : first;
        Assert.Equal([(6L, WebhookEvents.SetCompleted), (7L, WebhookEvents.SessionEnded)], await Drain(_key, other.SessionId));
        Assert.Null(await Webhooks.Next(_key, Later, Cancel));
        Assert.Equal(failed with { Attempts = 1 }, await Webhooks.Next(_key, Later + 100, Cancel));
    }

    [Fact]
    public async Task A_webhook_that_failed_is_left_alone_until_its_time_and_says_why()
    {
        await Put(_key);
        await Workout();
        var next = (await Webhooks.Next(_key, Later, Cancel))!;

        await Webhooks.Failed(next, "The endpoint answered 500.", Later, Later, Later + 10, Cancel);

        Assert.Empty(await Webhooks.Due(Later + 9, 10, Cancel));
        Assert.Equal([_key], await Webhooks.Due(Later + 10, 10, Cancel));
        var standing = Assert.Single(await Webhooks.List("gym", Cancel));
        Assert.Equal((2, 0, 1, "The endpoint answered 500.", Later), (standing.Waiting, standing.Parked, standing.Webhook.Failures, standing.Webhook.LastFailure, standing.Webhook.LastFailureMicros));
        await Webhooks.Succeeded(next, Later + 20, Cancel);
        standing = Assert.Single(await Webhooks.List("gym", Cancel));
        Assert.Equal((1, 0, 0L, Later + 20), (standing.Waiting, standing.Webhook.Failures, standing.Webhook.NextMicros, standing.Webhook.LastSuccessMicros));
    }

    [Fact]
    public async Task Of_several_that_would_post_one_gets_the_webhook()
    {
        await Put(_key);
        await Workout();

        var taken = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Webhooks.Take(_key, $"server-{i}", Later, Later + 100, Cancel)));

        var holder = $"server-{Array.FindIndex(taken, webhook => webhook is not null)}";
        Assert.Single(taken, webhook => webhook is not null);
        Assert.Empty(await Webhooks.Due(Later + 99, 10, Cancel));
        Assert.NotNull(await Webhooks.Take(_key, holder, Later + 50, Later + 150, Cancel));
        Assert.Null(await Webhooks.Take(_key, "another", Later + 149, Later + 999, Cancel));
        await Webhooks.LetGo(_key, "another", Cancel);
        Assert.Null(await Webhooks.Take(_key, "another", Later + 149, Later + 999, Cancel));
        Assert.NotNull(await Webhooks.Take(_key, "another", Later + 150, Later + 999, Cancel));
        await Webhooks.LetGo(_key, "another", Cancel);
        Assert.NotNull(await Webhooks.Take(_key, holder, Later + 151, Later + 999, Cancel));
        Assert.Null(await Webhooks.Take(_key with { WebhookId = "none" }, holder, Later, Later + 1, Cancel));
    }

    [Fact]
    public async Task What_waits_for_too_long_is_parked_and_may_be_tried_again()
    {
        await Put(_key);
        var session = await Workout();

        Assert.Equal(0, await Webhooks.Tidy(Monday - Second, Monday - Second, Later, Cancel));
        // The server was away all the time: nothing was tried.
        Assert.Equal(0, await Webhooks.Tidy(Later, Monday - Second, Later, Cancel));
        await Webhooks.Failed((await Webhooks.Next(_key, Later, Cancel))!, "The endpoint answered 500.", Later, Later + Second, Later, Cancel);
        // The next of the session waits for it, so nothing is due.
        Assert.Empty(await Webhooks.Due(Later, 10, Cancel));
        Assert.Equal(2, await Webhooks.Tidy(Later, Monday - Second, Later, Cancel));

        Assert.Null(await Webhooks.Next(_key, Later, Cancel));
        Assert.Empty(await Webhooks.Due(Later, 10, Cancel));
        Assert.Equal((0L, 2L), (Assert.Single(await Webhooks.List("gym", Cancel)) is var standing ? (standing.Waiting, standing.Parked) : default));
        Assert.Equal(2, await Webhooks.Unpark(_key, Later, Cancel));
        Assert.Equal([(6L, WebhookEvents.SetCompleted), (7L, WebhookEvents.SessionEnded)], await Drain(_key, session.SessionId));
        Assert.Null(await Webhooks.Unpark(_key with { WebhookId = "none" }, Later, Cancel));
    }

    [Fact]
    public async Task What_was_parked_long_ago_is_forgotten()
    {
        await Put(_key);
        await Workout();
        await Webhooks.Failed((await Webhooks.Next(_key, Later, Cancel))!, "The endpoint answered 500.", Later, Later + Second, Later, Cancel);
        Assert.Equal(2, await Webhooks.Tidy(Later, Monday - Second, Later, Cancel));

        await Webhooks.Tidy(Monday - Second, Later + 1, Later, Cancel);

        Assert.Equal(0, Assert.Single(await Webhooks.List("gym", Cancel)).Parked);
    }

    [Fact]
    public async Task A_webhook_that_is_deleted_takes_along_what_waits_for_it()
    {
        await Put(_key);
        await Workout();

        await Webhooks.Delete(_key, Cancel);
        await Put(_key);

        Assert.Equal(0, Assert.Single(await Webhooks.List("gym", Cancel)).Waiting);
    }

    [Fact]
    public async Task An_erasure_takes_along_what_waits_about_the_person_and_nothing_else()
    {
        await Put(_key);
        await Workout("zoe");
        var bens = await Workout("ben");
        var erasures = Services.GetRequiredService<IErasureStore>();
        var asked = new AuditEntry(Guid.NewGuid(), Monday, "zoe", "athlete", AuditAction.Erase, AuditOutcome.Begun, "zoe", null, "test");
        var erasure = (await erasures.Begin(new AthleteKey("gym", "zoe"), asked, Cancel))!;

        await erasures.Delete(erasure, await erasures.Sessions(erasure, 10, Cancel), Cancel);

        Assert.Equal(2, Assert.Single(await Webhooks.List("gym", Cancel)).Waiting);
        Assert.Equal(bens.SessionId, (await Webhooks.Next(_key, Later, Cancel))!.SubjectId);
    }

    [Fact]
    public async Task A_group_is_told_of_once_when_its_results_are_final()
    {
        await Put(_key);
        var groups = Services.GetRequiredService<IGroupStore>();
        var group = (await groups.Create(new StoredGroup
        {
            Group = new GroupKey("gym", Guid.NewGuid().ToString()),
            Plan = new GroupPlan("Class", GroupRanking.Reps, 5, [new GroupRound("squat", 0, 60, 10)]),
            Code = "234567",
            PlannedBy = "sam",
            PlannedMicros = Monday,
        }, Cancel))!;
        group = group with { EndedMicros = Monday + Second, Phase = GroupPhase.Finished };
        await groups.Save(group, "leader", Cancel);
        Assert.Empty(await Webhooks.Due(long.MaxValue, 10, Cancel));

        Assert.Equal([group.Group], await Webhooks.Unsettled(Later, 10, Cancel));
        Assert.Empty(await Webhooks.Unsettled(Monday + Second, 10, Cancel));

        group = group with { Revision = group.Revision + 1, Settled = true };
        await groups.Save(group, "leader", Cancel);
        await groups.Save(group, "leader", Cancel);
        await groups.Save(group with { Revision = group.Revision + 1 }, "leader", Cancel);

        var next = (await Webhooks.Next(_key, long.MaxValue, Cancel))!;
        Assert.Empty(await Webhooks.Unsettled(Later, 10, Cancel));
        Assert.Equal((group.Group.GroupId, 0L, WebhookEvents.GroupFinished), (next.SubjectId, next.EventSeq, next.Kind));
        Assert.Equal(1, Assert.Single(await Webhooks.List("gym", Cancel)).Waiting);
    }

    [Fact]
    public async Task A_secret_that_is_replaced_is_kept_for_a_while()
    {
        await Put(_key);

        Assert.True(await Webhooks.Rotate(_key, "whsec_new", Later, Cancel));
        Assert.False(await Webhooks.Rotate(_key with { WebhookId = "none" }, "whsec_new", Later, Cancel));

        var webhook = await Webhooks.Find(_key, Cancel);
        Assert.Equal(("whsec_new", "whsec_c2VjcmV0", Later), (webhook!.Secret, webhook.PreviousSecret, webhook.PreviousUntilMicros));
    }

    private static StoredWebhook Webhook(WebhookKey key) => new(key, "https://gym.example/hook", All, "whsec_c2VjcmV0", Monday);

    private Task<StoredWebhook?> Put(WebhookKey key) => Webhooks.Put(Webhook(key), 10, Cancel);

    // Events 3 to 7: a set of two reps and the end.
    private async Task<SessionKey> Workout(string athleteId = "ann")
    {
        var key = NewKey();
        await Journal.Create(Session(key, athleteId), Cancel);
        await Journal.Append(
            Append((await Journal.Claim(key, Cancel))!, Started(), Completed(1, 1), Completed(2, 4), Ended(1, 1, 4), new SessionEnded(SessionEndReason.Client)), Cancel);
        return key;
    }

    private async Task<List<(long EventSeq, WebhookEvents Kind)>> Drain(WebhookKey key, string subjectId)
    {
        var made = new List<(long, WebhookEvents)>();
        while (await Webhooks.Next(key, Later, Cancel) is { } next && next.SubjectId == subjectId)
        {
            made.Add((next.EventSeq, next.Kind));
            await Webhooks.Succeeded(next, Later, Cancel);
        }

        return made;
    }
}
