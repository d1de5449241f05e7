using Microsoft.AspNetCore.Http;
using PersonalPT.Contracts.Webhooks;
using PersonalPT.Web.Webhooks;

namespace PersonalPT.Web.Tests.Webhooks;

public sealed class WebhookFormTests
{
    private const string Id = "11111111-2222-3333-4444-555555555555";

    [Fact]
    public void What_was_sent_is_read_and_what_is_not_known_is_left_out()
    {
        var form = Read(new() { ["webhook"] = Id, ["url"] = " https://gym.example/hook ", ["event"] = new(["SessionEnded", "None", "4", "Everything"]) });

        Assert.Equal(new WebhookForm(Id, "https://gym.example/hook", WebhookEvents.SessionEnded), form);
    }

    [Fact]
    public void A_form_without_a_name_of_its_own_gets_one()
    {
        var (first, second) = (Read([]), Read(new() { ["webhook"] = "hook" }));

        Assert.All([first, second], form => Assert.True(Guid.TryParseExact(form.WebhookId, "D", out _)));
        Assert.NotEqual(first.WebhookId, second.WebhookId);
    }

    private static WebhookForm Read(Dictionary<string, Microsoft.Extensions.Primitives.StringValues> sent) => WebhookForm.Read(new FormCollection(sent));
}
