using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Audit;
using PersonalPT.Contracts.Storage;
using PersonalPT.Contracts.Webhooks;
using PersonalPT.Web.Access;
using PersonalPT.Web.Pages;
using PersonalPT.Web.Text;

namespace PersonalPT.Web.Webhooks;

/// <summary>A gym's webhooks, once the gate has let an administrator in. What came of a form stands in the answer to it, a secret above all: no address ever holds one.</summary>
internal sealed class WebhookPages(IGymWebhooks webhooks, IAuditLog audit, TimeProvider time)
{
    /// <summary>All of them, and the form for a new one.</summary>
    public Task<IResult> List(HttpContext http, string? done) =>
        Page(http, done == "deleted" ? new WebhookNews(Visit.WordsOf(http.Request)["Webhooks.WasDeleted"], true) : null);

    /// <summary>Adds one.</summary>
    public async Task<IResult> Add(HttpContext http)
    {
        var form = WebhookForm.Read(await http.Request.ReadFormAsync(http.RequestAborted));
        if (FindFault(form) is { } fault)
            return await NotTaken(http, form with { Fault = fault });

        var (visitor, words) = Asking(http);
        if (await webhooks.Put(new WebhookKey(visitor.GymId, form.WebhookId), form.Url, form.Events, http.RequestAborted) is not { } put)
            return await NotTaken(http, form with { Fault = new WebhookFormFault("Webhooks.TooMany", Field: null) });

        await Write(http, visitor);
        return await Page(http, put.Secret is { } secret
            ? new WebhookNews(words.With("Webhooks.SecretOf", put.Webhook.Url), true, secret)
            : new WebhookNews(words.With("Webhooks.ThereAlready", put.Webhook.Url), true));
    }

    /// <summary>Lets one that is there post elsewhere, or something else.</summary>
    public async Task<IResult> Change(HttpContext http, string webhookId)
    {
        var form = WebhookForm.Read(await http.Request.ReadFormAsync(http.RequestAborted)) with { WebhookId = webhookId };
        var (visitor, words) = Asking(http);
        if (await Find(visitor, webhookId, http) is not { } found)
            return Notices.Of(Visit.Of(http), StatusCodes.Status404NotFound);
        if (FindFault(form) is { } fault)
            return await Page(http, changed: form with { Fault = fault }, status: StatusCodes.Status422UnprocessableEntity);
        if (await webhooks.Put(found.Key, form.Url, form.Events, http.RequestAborted) is not { } put)
            return Notices.Of(Visit.Of(http), StatusCodes.Status404NotFound);

        await Write(http, visitor);
        // Somebody else may have deleted it meanwhile: then it is a new one, with a secret that is to be seen once.
        return await Page(http, put.Secret is { } secret
            ? new WebhookNews(words.With("Webhooks.SecretOf", put.Webhook.Url), true, secret)
            : new WebhookNews(words.With("Webhooks.Changed", put.Webhook.Url), true));
    }

    /// <summary>Posts a test.</summary>
    public async Task<IResult> Test(HttpContext http, string webhookId)
    {
        var (visitor, words) = Asking(http);
        if (await Find(visitor, webhookId, http) is not { } found || await webhooks.Test(found.Key, http.RequestAborted) is not { } test)
            return Notices.Of(Visit.Of(http), StatusCodes.Status404NotFound);

        return await Page(http, test.Failure is { } failure
            ? new WebhookNews(words.With("Webhooks.NotTaken", found.Url, Say(words, failure)), false)
            : new WebhookNews(words.With("Webhooks.Taken", found.Url), true));
    }

    /// <summary>Tries parked deliveries again.</summary>
    public async Task<IResult> Retry(HttpContext http, string webhookId)
    {
        var (visitor, words) = Asking(http);
        if (await Find(visitor, webhookId, http) is not { } found || await webhooks.Retry(found.Key, http.RequestAborted) is not { } deliveries)
            return Notices.Of(Visit.Of(http), StatusCodes.Status404NotFound);

        return await Page(http, new WebhookNews(words.Count("Webhooks.Retried", deliveries), true));
    }

    /// <summary>Makes a new secret.</summary>
    public async Task<IResult> Rotate(HttpContext http, string webhookId)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var (visitor, words) = Asking(http);
        if (await Find(visitor, webhookId, http) is not { } found)
            return Notices.Of(Visit.Of(http), StatusCodes.Status404NotFound);
        // A page that is loaded again would send its form again, and the secret that receivers still use would be gone before its time.
        if (form["secret"] != SecretMark(found))
            return await Page(http, new WebhookNews(words.With("Webhooks.RotatedAlready", found.Url), false), status: StatusCodes.Status409Conflict);
        if (await webhooks.Rotate(found.Key, http.RequestAborted) is not { } secret)
            return Notices.Of(Visit.Of(http), StatusCodes.Status404NotFound);

        await Write(http, visitor);
        return await Page(http, new WebhookNews(words.With("Webhooks.NewSecretOf", found.Url), true, secret));
    }

    /// <summary>Takes one away.</summary>
    public async Task<IResult> Delete(HttpContext http, string webhookId)
    {
        var (visitor, _) = Asking(http);
        if (!Identifiers.IsUuid(webhookId) || !await webhooks.Delete(new WebhookKey(visitor.GymId, webhookId), http.RequestAborted))
            return Notices.Of(Visit.Of(http), StatusCodes.Status404NotFound);

        await Write(http, visitor);
        return Results.LocalRedirect("/webhooks?done=deleted");
    }

    /// <summary>What a form that makes a new secret says of the one that there is: when the one before it ends, which tells secrets apart and gives nothing away.</summary>
    internal static string SecretMark(StoredWebhook webhook) => $"{webhook.CreatedMicros}.{webhook.PreviousUntilMicros ?? 0}";

    /// <summary>What went wrong, in words.</summary>
    internal static string Say(Words words, PostFailure failure) => words.With($"{nameof(PostFault)}.{failure.Fault}", failure.Number);

    private static (Member Visitor, Words Words) Asking(HttpContext http)
    {
        var visit = Visit.Of(http);
        return (visit.Visitor!, visit.Words);
    }

    private async Task<StoredWebhook?> Find(Member visitor, string webhookId, HttpContext http) =>
        (await webhooks.List(visitor.GymId, http.RequestAborted)).FirstOrDefault(standing => standing.Webhook.Key.WebhookId == webhookId)?.Webhook;

    private WebhookFormFault? FindFault(WebhookForm form) => webhooks.FindFault(form.Url) is { } wrong ? new WebhookFormFault($"{nameof(EndpointFault)}.{wrong}", "url")
        : form.Events == WebhookEvents.None ? new WebhookFormFault("Webhooks.NoEvent", "event")
        : null;

    private Task<IResult> NotTaken(HttpContext http, WebhookForm form) => Page(http, form: form, status: StatusCodes.Status422UnprocessableEntity);

    private async Task<IResult> Page(HttpContext http, WebhookNews? news = null, WebhookForm? form = null, WebhookForm? changed = null, int status = StatusCodes.Status200OK)
    {
        var visit = Visit.Of(http);
        http.Response.Headers.CacheControl = "no-store";
        return new RazorComponentResult<WebhooksPage>(new
        {
            Visit = visit,
            Webhooks = await webhooks.List(visit.Visitor!.GymId, http.RequestAborted),
            Form = form ?? WebhookForm.New(),
            Changed = changed,
            News = news,
            NowMicros = time.UtcMicros(),
        })
        { StatusCode = status };
    }

    private Task Write(HttpContext http, Member visitor) => audit.Write(
        visitor.GymId, PageAudit.Entry(http, visitor, AuditAction.Webhook, AuditOutcome.Done, athleteId: null, time), CancellationToken.None);
}
