using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Api.Limits;
using PersonalPT.Api.Tests.House;
using PersonalPT.Api.Webhooks;
using PersonalPT.Contracts.Groups;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Api.Tests.Webhooks;

/// <summary>The real server against endpoints of this machine, with short waits.</summary>
public sealed class WebhookDeliveriesTests : IAsyncLifetime
{
    private static readonly TimeSpan s_never = TimeSpan.FromHours(1);

    private readonly RunningServer _server = new()
    {
        Api = new ApiOptions
        {
            Limits = new LimitOptions
            {
                FrameAge = s_never,
                ThreadWait = s_never,
                ThreadStrain = s_never,
                CommitTime = s_never,
                SecondsUntilOverloaded = int.MaxValue,
                SessionsBeginningAtOnce = int.MaxValue,
                CallsPerSecond = 1_000_000,
                CallBurst = 1_000_000,
            },
            Webhooks = new WebhookOptions
            {
                Poll = TimeSpan.FromMilliseconds(20),
                Tidy = TimeSpan.FromMilliseconds(50),
                FirstRetry = TimeSpan.FromMilliseconds(20),
                LongestRetry = TimeSpan.FromMilliseconds(50),
                FirstRest = TimeSpan.FromMilliseconds(10),
                LongestRest = TimeSpan.FromMilliseconds(20),
            },
        },
    };

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_set_and_the_end_of_its_session_are_posted_signed_and_in_order()
    {
        await using var receiver = await WebhookReceiver.Start();
        var secret = await Register(receiver.Url);
        var (session, events) = await Workout("anna", 3);

        var set = await receiver.Next();
        var end = await receiver.Next();

        Assert.Equal(("set.completed", "session.ended"), (set.Type, end.Type));
        Assert.All([set, end], message =>
        {
            Assert.True(message.IsSignedBy(secret));
            Assert.False(message.IsSignedBy("whsec_c2VjcmV0"));
            Assert.Equal(message.Id, message.Json.GetProperty("id").GetString());
            Assert.Equal("gym", message.Json.GetProperty("gym_id").GetString());
            Assert.Equal((session, "anna"), (message.Data.GetProperty("session_id").GetString(), message.Data.GetProperty("athlete_id").GetString()));
        });
        var ended = events.Single(e => e.SetEnded is not null);
        Assert.Equal($"{session}.{ended.EventSeq}", set.Id);
        Assert.Equal(("squat", 3), (set.Data.GetProperty("set").GetProperty("exercise_id").GetString(), set.Data.GetProperty("set").GetProperty("reps").GetInt32()));
        Assert.Equal(
            ended.SetEnded.Reps.Select(rep => DateTimeOffset.UnixEpoch.AddTicks(rep.EndTimeUs * TimeSpan.TicksPerMicrosecond)),
            set.Data.GetProperty("reps").EnumerateArray().Select(rep => rep.GetProperty("end").GetDateTimeOffset()));
        Assert.Equal("client", end.Data.GetProperty("reason").GetString());
        Assert.Equal(3, Assert.Single(end.Data.GetProperty("sets").EnumerateArray()).GetProperty("reps").GetInt32());
        var standing = await Until(webhook => webhook is { Waiting: 0, LastSuccessTimeUs: > 0 });
        Assert.Equal((0U, 0UL, ""), (standing.Failures, standing.Parked, standing.LastFailure));
    }

    [Fact]
    public async Task What_failed_is_posted_again_under_the_same_name_and_its_session_waits_for_it()
    {
        await using var receiver = await WebhookReceiver.Start((count, _) => Task.FromResult(count switch { 1 => 500, 2 => 302, 3 => 404, _ => 204 }));
        await Register(receiver.Url);
        await Workout("anna", 2);

        var posted = new List<Received>();
        while (posted.Count < 5)
            posted.Add(await receiver.Next());

        // No redirect is followed: nothing ever came to another path.
        Assert.All(posted, message => Assert.Equal("/hook", message.Path));
        Assert.Equal([500, 302, 404, 204, 204], posted.Select(message => message.Answer));
        Assert.Single(posted.Take(4).Select(message => message.Id).Distinct());
        Assert.Equal(["set.completed", "session.ended"], posted.Skip(3).Select(message => message.Type));
        var standing = await Until(webhook => webhook.Waiting == 0);
        Assert.Equal("The endpoint answered 404.", standing.LastFailure);
        Assert.True(standing.LastFailureTimeUs > 0);
        Assert.False(receiver.HasMore);
    }

    [Fact]
    public async Task One_post_at_a_time_goes_to_an_endpoint_and_every_session_is_told_in_order()
    {
        var wavering = new Random(7);
        await using var receiver = await WebhookReceiver.Start((_, _) =>
        {
            lock (wavering)
                return Task.FromResult(wavering.Next(3) == 0 ? 503 : 200);
        });
        await Register(receiver.Url);
        var sessions = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Workout($"athlete-{i}", 2)));

        var taken = new List<Received>();
        while (taken.Count < sessions.Length * 2)
        {
            if (await receiver.Next() is { Answer: 200 } message)
                taken.Add(message);
        }

        Assert.Equal(1, receiver.MostAtOnce);
        foreach (var (session, _) in sessions)
            Assert.Equal(["set.completed", "session.ended"], taken.Where(message => message.Data.GetProperty("session_id").GetString() == session).Select(message => message.Type));
    }

    [Fact]
    public async Task An_endpoint_that_is_dead_or_never_answers_is_in_nobodys_way()
    {
        var silent = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var hanging = await WebhookReceiver.Start((_, _) => silent.Task);
        await using var receiver = await WebhookReceiver.Start();
        string dead;
        await using (var gone = await WebhookReceiver.Start())
            dead = gone.Url;
        var deadId = Guid.NewGuid().ToString();
        await Register(dead, deadId);
        await Register(hanging.Url);
        await Register(receiver.Url);

        await Workout("anna", 2);

        Assert.Equal(["set.completed", "session.ended"], new[] { (await receiver.Next()).Type, (await receiver.Next()).Type });
        var standing = await Until(webhook => webhook.Failures > 1, deadId);
        Assert.Equal((2UL, "The endpoint could not be reached."), (standing.Waiting, standing.LastFailure));
        silent.SetResult(200);
        Assert.Equal(["set.completed", "session.ended"], new[] { (await hanging.Next()).Type, (await hanging.Next()).Type });
    }

    [Fact]
    public async Task Whoever_gets_events_that_he_did_not_ask_for_gets_none()
    {
        await using var sets = await WebhookReceiver.Start();
        await using var ends = await WebhookReceiver.Start();
        await Register(sets.Url, events: [WebhookEventType.SetCompleted]);
        await Register(ends.Url, events: [WebhookEventType.SessionEnded]);
        await Register(sets.Url, gym: "other");

        await Workout("anna", 2);

        Assert.Equal("set.completed", (await sets.Next()).Type);
        Assert.Equal("session.ended", (await ends.Next()).Type);
        Assert.False(sets.HasMore || ends.HasMore);
    }

    [Fact]
    public async Task A_secret_that_was_replaced_signs_beside_the_new_one()
    {
        await using var receiver = await WebhookReceiver.Start();
        var id = Guid.NewGuid().ToString();
        var first = await Register(receiver.Url, id);
        await using var boss = _server.Connect("gym", "administrator", "boss");
        var second = (await boss.Webhooks.RotateWebhookSecretAsync(new RotateWebhookSecretRequest { WebhookId = id }, cancellationToken: Patience)).Secret;

        var test = await boss.Webhooks.TestWebhookAsync(new TestWebhookRequest { WebhookId = id }, cancellationToken: Patience);

        var message = await receiver.Next();
        Assert.True(test.Delivered, test.Failure);
        Assert.NotEqual(first, second);
        Assert.Equal("webhook.test", message.Type);
        Assert.True(message.IsSignedBy(first) && message.IsSignedBy(second));
    }

    [Fact]
    public async Task A_restart_in_the_middle_of_a_post_loses_nothing()
    {
        var hangs = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var came = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var receiver = await WebhookReceiver.Start(async (count, message) =>
        {
            if (count > 1)
                return 200;

            came.SetResult(message.Id);
            await hangs.Task;
            return 200;
        });
        await Register(receiver.Url);
        var (session, _) = await Workout("anna", 2);
        var first = await came.Task.Soon();

        await _server.Restart();
        hangs.SetResult();

        var taken = new List<Received>();
        while (!taken.Exists(message => message.Type == "session.ended"))
            taken.Add(await receiver.Next());

        // At least once: what was under way comes again under its name, then the rest, in order.
        Assert.Contains(first, taken.Select(message => message.Id));
        Assert.Equal(["set.completed", "session.ended"], taken.DistinctBy(message => message.Id).Select(message => message.Type));
        Assert.All(taken, message => Assert.Equal(session, message.Data.GetProperty("session_id").GetString()));
        await Until(webhook => webhook.Waiting == 0);
    }

    [Fact]
    public async Task What_waits_about_somebody_who_is_erased_is_never_posted()
    {
        var silent = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var receiver = await WebhookReceiver.Start((_, _) => silent.Task);
        await Register(receiver.Url);
        // Holds the endpoint, so that what follows waits.
        await Workout("ben", 2);
        var (annas, _) = await Workout("anna", 2);
        await Until(webhook => webhook.Waiting == 4);
        await using var anna = _server.Connect("gym", "athlete", "anna");
        await anna.Accounts.EraseAthleteAsync(new EraseAthleteRequest { ConfirmAthleteId = "anna" }, cancellationToken: Patience);

        Assert.Equal(2UL, (await Standing()).Waiting);
        silent.SetResult(200);
        Assert.Equal(["set.completed", "session.ended"], new[] { (await receiver.Next()).Type, (await receiver.Next()).Type });
        await Until(webhook => webhook.Waiting == 0);
        Assert.False(receiver.HasMore);
        Assert.Null(await _server.Services.GetRequiredService<IHistory>().Session(new SessionKey("gym", annas), Patience));
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task A_groups_results_are_posted_when_they_are_final_also_where_nobody_was_left_to_make_them_so(bool isHeldFromBefore)
    {
        await using var receiver = await WebhookReceiver.Start();
        var secret = await Register(receiver.Url);
        var groups = _server.Services.GetRequiredService<IGroupStore>();
        var ended = TimeProvider.System.GetUtcNow().AddMinutes(-12).ToUnixTimeMilliseconds() * 1000;
        var group = (await groups.Create(new StoredGroup
        {
            Group = new GroupKey("gym", Guid.NewGuid().ToString()),
            Plan = new Contracts.Groups.GroupPlan("Class", Contracts.Groups.GroupRanking.Reps, 0, [new Contracts.Groups.GroupRound("squat", 0, 60, 0)]),
            Code = "234567",
            PlannedBy = "sam",
            PlannedMicros = ended,
        }, Patience))!;
        // As on a server that only shows its board, while another one ends it.
        if (isHeldFromBefore)
            Assert.False((await _server.Services.GetRequiredService<IGrainFactory>().GetGrain<Contracts.Groups.IGroupSessionGrain>(group.Group.ToString()).Results())!.Final);
        await groups.Save(group with
        {
            Code = null,
            Phase = Contracts.Groups.GroupPhase.Finished,
            RoundNumber = 1,
            StartedMicros = ended,
            EndedMicros = ended,
            Participants = [new GroupParticipant(1, "anna", "Annie", true, false, ParticipantStanding.Present, ended, [new GroupRoundResult(0, 0)])],
        }, "somebody who died", Patience);

        var message = await receiver.Next();

        Assert.True(message.IsSignedBy(secret));
        Assert.Equal(("group.finished", $"{group.Group.GroupId}.0", "Class"), (message.Type, message.Id, message.Data.GetProperty("title").GetString()));
        var result = Assert.Single(message.Data.GetProperty("results").EnumerateArray());
        Assert.Equal(("Annie", "anna", 0), (result.GetProperty("name").GetString(), result.GetProperty("athlete_id").GetString(), result.GetProperty("reps_total").GetInt32()));
        await Until(webhook => webhook.Waiting == 0);
        Assert.False(receiver.HasMore);
    }

    private async Task<string> Register(string url, string? id = null, WebhookEventType[]? events = null, string gym = "gym")
    {
        await using var boss = _server.Connect(gym, "administrator", "boss");
        var request = new PutWebhookRequest { WebhookId = id ?? Guid.NewGuid().ToString(), Url = url };
        request.Events.AddRange(events ?? [WebhookEventType.SetCompleted, WebhookEventType.SessionEnded, WebhookEventType.GroupFinished]);
        return (await boss.Webhooks.PutWebhookAsync(request, cancellationToken: Patience)).Secret;
    }

    private async Task<Webhook> Standing(string? id = null)
    {
        await using var boss = _server.Connect("gym", "administrator", "boss");
        var listed = await boss.Webhooks.ListWebhooksAsync(new ListWebhooksRequest(), cancellationToken: Patience);
        return listed.Webhooks.Single(webhook => id is null || webhook.WebhookId == id);
    }

    private async Task<Webhook> Until(Func<Webhook, bool> stands, string? id = null)
    {
        Webhook webhook;
        do
            webhook = await Standing(id);
        while (!stands(webhook));
        return webhook;
    }

    private async Task<(string Session, IReadOnlyList<Protocol.V1.SessionEvent> Events)> Workout(string athlete, int reps)
    {
        await using var phone = _server.Connect("gym", "athlete", athlete);
        var request = new StartSessionRequest { SessionId = Guid.NewGuid().ToString(), ExerciseId = "squat", Capture = Tape.Header() };
        await phone.Sessions.StartSessionAsync(request, cancellationToken: Patience);
        using var stream = await TrackCall.Open(phone, request.SessionId);
        await stream.Send(Tape.Squats(reps, ends: true).Messages(size: 200));
        await stream.End();
        return (request.SessionId, stream.Events);
    }
}
