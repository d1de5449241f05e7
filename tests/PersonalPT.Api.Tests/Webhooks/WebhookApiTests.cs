using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Api.Tests.House;
using PersonalPT.Api.Webhooks;
using PersonalPT.Contracts.Storage;
using PersonalPT.Contracts.Webhooks;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Api.Tests.Webhooks;

public sealed class WebhookApiTests(RunningServer server) : ServerTest(server)
{
    [Fact]
    public async Task A_secret_is_shown_once()
    {
        var boss = As("administrator", "boss").Webhooks;
        var request = Put();

        var made = await boss.PutWebhookAsync(request, cancellationToken: Patience);
        var again = await boss.PutWebhookAsync(request, cancellationToken: Patience);
        var rotated = await boss.RotateWebhookSecretAsync(new RotateWebhookSecretRequest { WebhookId = request.WebhookId }, cancellationToken: Patience);

        Assert.StartsWith("whsec_", made.Secret, StringComparison.Ordinal);
        Assert.Equal(("", made.Webhook), (again.Secret, again.Webhook));
        Assert.NotEqual(made.Secret, rotated.Secret);
        Assert.Equal([made.Webhook], (await boss.ListWebhooksAsync(new ListWebhooksRequest(), cancellationToken: Patience)).Webhooks);
        Assert.Empty((await As($"{Gym}-other", "administrator", "boss").Webhooks.ListWebhooksAsync(new ListWebhooksRequest(), cancellationToken: Patience)).Webhooks);
    }

    [Fact]
    public async Task What_is_stored_is_no_secret_by_which_anybody_could_sign()
    {
        var boss = As("administrator", "boss").Webhooks;
        var request = Put();
        var store = Server.Services.GetRequiredService<IWebhookStore>();
        var first = (await boss.PutWebhookAsync(request, cancellationToken: Patience)).Secret;
        var second = (await boss.RotateWebhookSecretAsync(new RotateWebhookSecretRequest { WebhookId = request.WebhookId }, cancellationToken: Patience)).Secret;

        var stored = (await store.Find(new WebhookKey(Gym, request.WebhookId), Patience))!;

        Assert.All([first, second], secret => Assert.DoesNotContain(secret.Split('_')[1], $"{stored.Secret} {stored.PreviousSecret}", StringComparison.Ordinal));
        var secrets = Server.Services.GetRequiredService<WebhookSecrets>();
        Assert.Equal((second, first), (secrets.Read(stored.Secret), secrets.Read(stored.PreviousSecret!)));
        Assert.Null(secrets.Read("something that other keys have protected"));
    }

    [Fact]
    public async Task What_an_administrator_does_with_webhooks_is_written_down_and_what_others_tried_as_well()
    {
        var boss = As("administrator", "boss");
        var request = Put();
        await boss.Webhooks.PutWebhookAsync(request, cancellationToken: Patience);
        await boss.Webhooks.RotateWebhookSecretAsync(new RotateWebhookSecretRequest { WebhookId = request.WebhookId }, cancellationToken: Patience);
        await Refused(StatusCode.PermissionDenied, () => As("staff", "sam").Webhooks.DeleteWebhookAsync(new DeleteWebhookRequest { WebhookId = request.WebhookId }, cancellationToken: Patience).ResponseAsync);
        await boss.Webhooks.DeleteWebhookAsync(new DeleteWebhookRequest { WebhookId = request.WebhookId }, cancellationToken: Patience);

        var entries = (await boss.Accounts.ListAuditEntriesAsync(new ListAuditEntriesRequest(), cancellationToken: Patience)).Entries;

        Assert.Equal(
            [("boss", AuditOutcome.Done), ("sam", AuditOutcome.Refused), ("boss", AuditOutcome.Done), ("boss", AuditOutcome.Done)],
            entries.Where(entry => entry.Action == AuditAction.Webhook).Select(entry => (entry.ActorId, entry.Outcome)));
    }

    [Fact]
    public async Task What_is_wrong_is_named()
    {
        var boss = As("administrator", "boss").Webhooks;
        var wrong = new List<(Action<PutWebhookRequest> Spoil, string Field)>
        {
            (r => r.WebhookId = "hook", "webhook_id"), (r => r.Url = "http://gym.example/", "url"), (r => r.Url = "https://10.0.0.1/", "url"), (r => r.Events.Clear(), "events"),
            (r => r.Events.Add((WebhookEventType)99), "events[1]"),
        };
        foreach (var (spoil, field) in wrong)
        {
            var request = Put();
            spoil(request);
            Assert.Equal(field, FieldOf(await Refused(StatusCode.InvalidArgument, () => boss.PutWebhookAsync(request, cancellationToken: Patience).ResponseAsync)));
        }
    }

    [Fact]
    public async Task A_gym_has_ten_at_most_and_a_deleted_one_is_gone()
    {
        var boss = As("administrator", "boss").Webhooks;
        var last = "";
        for (var i = 0; i < 10; i++)
        {
            var request = Put();
            await boss.PutWebhookAsync(request, cancellationToken: Patience);
            last = request.WebhookId;
        }

        Assert.Equal("TOO_MANY_WEBHOOKS", ReasonOf(await Refused(StatusCode.FailedPrecondition, () => boss.PutWebhookAsync(Put(), cancellationToken: Patience).ResponseAsync)));
        var delete = new DeleteWebhookRequest { WebhookId = last };
        await boss.DeleteWebhookAsync(delete, cancellationToken: Patience);
        Assert.Equal("WEBHOOK_NOT_FOUND", ReasonOf(await Refused(StatusCode.NotFound, () => boss.DeleteWebhookAsync(delete, cancellationToken: Patience).ResponseAsync)));
        Assert.Equal("WEBHOOK_NOT_FOUND", ReasonOf(await Refused(
            StatusCode.NotFound, () => boss.TestWebhookAsync(new TestWebhookRequest { WebhookId = last }, cancellationToken: Patience).ResponseAsync)));
        Assert.Equal("WEBHOOK_NOT_FOUND", ReasonOf(await Refused(
            StatusCode.NotFound, () => boss.RetryParkedDeliveriesAsync(new RetryParkedDeliveriesRequest { WebhookId = last }, cancellationToken: Patience).ResponseAsync)));
        await boss.PutWebhookAsync(Put(), cancellationToken: Patience);
    }

    [Fact]
    public async Task A_test_says_what_came_of_it_without_a_word_of_the_answer()
    {
        await using var receiver = await WebhookReceiver.Start((_, _) => Task.FromResult(418));
        var boss = As("administrator", "boss").Webhooks;
        var request = Put();
        request.Url = receiver.Url;
        await boss.PutWebhookAsync(request, cancellationToken: Patience);

        var test = await boss.TestWebhookAsync(new TestWebhookRequest { WebhookId = request.WebhookId }, cancellationToken: Patience);

        Assert.Equal((false, "The endpoint answered 418."), (test.Delivered, test.Failure));
        Assert.Equal("webhook.test", (await receiver.Next()).Type);
    }

    private static PutWebhookRequest Put() =>
        new() { WebhookId = Guid.NewGuid().ToString(), Url = "https://gym.example/hook", Events = { WebhookEventType.SetCompleted } };
}
