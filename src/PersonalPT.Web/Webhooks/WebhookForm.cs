using Microsoft.AspNetCore.Http;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Storage;
using PersonalPT.Contracts.Webhooks;

namespace PersonalPT.Web.Webhooks;

/// <summary>What was typed into the form that adds or changes a webhook.</summary>
/// <param name="WebhookId">The webhook's name, made with the form: sent twice, it is one webhook.</param>
/// <param name="Url">Where it is to post to.</param>
/// <param name="Events">What.</param>
public sealed record WebhookForm(string WebhookId, string Url, WebhookEvents Events)
{
    /// <summary>What can be posted, in the order of the form.</summary>
    public static IReadOnlyList<WebhookEvents> All { get; } = [WebhookEvents.SetCompleted, WebhookEvents.SessionEnded, WebhookEvents.GroupFinished];

    /// <summary>What is wrong with it; null: nothing, as far as anybody knows.</summary>
    public WebhookFormFault? Fault { get; init; }

    /// <summary>The form before anything is typed.</summary>
    public static WebhookForm New() => new(Guid.NewGuid().ToString(), "", All.Aggregate((all, one) => all | one));

    /// <summary>The form of a webhook that is there.</summary>
    public static WebhookForm Of(StoredWebhook webhook)
    {
        ArgumentNullException.ThrowIfNull(webhook);
        return new WebhookForm(webhook.Key.WebhookId, webhook.Url, webhook.Events);
    }

    /// <summary>What was sent; an event that is not known is none.</summary>
    public static WebhookForm Read(IFormCollection form)
    {
        ArgumentNullException.ThrowIfNull(form);
        var id = form["webhook"].ToString();
        var events = All.Where(one => form["event"].Contains(one.ToString())).Aggregate(WebhookEvents.None, (all, one) => all | one);
        return new WebhookForm(Identifiers.IsUuid(id) ? id : Guid.NewGuid().ToString(), form["url"].ToString().Trim(), events);
    }
}

/// <summary>What is wrong with a form.</summary>
/// <param name="Word">The word for it.</param>
/// <param name="Field">Where it is mended: <c>url</c> or <c>event</c>; null: not in the form.</param>
public sealed record WebhookFormFault(string Word, string? Field);
