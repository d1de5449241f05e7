using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Audit;
using PersonalPT.Contracts.Coaching;
using PersonalPT.Contracts.Gyms;
using PersonalPT.Contracts.Storage;
using PersonalPT.Web.Access;
using PersonalPT.Web.Pages;

namespace PersonalPT.Web.Plans;

/// <summary>An athlete's plans: what they say, what was done of them, and the form to write one, once the gate has let a request in.</summary>
internal sealed class PlanPages(IPlanStore plans, IHistory history, IGrainFactory grains, GrantedAccess grants, IAuditLog audit, TimeProvider time)
{
    private const string Changed = "Plans.Changed";

    private const int PageSize = 20;

    /// <summary>All of them, and the form for a new one.</summary>
    public Task<IResult> List(HttpContext http, string athleteId, string? done) => ListPage(http, athleteId, form: null, done == "deleted" ? "Plans.WasDeleted" : null);

    /// <summary>Makes one; or changes how many items the form has.</summary>
    public async Task<IResult> Make(HttpContext http, string athleteId)
    {
        var sent = await http.Request.ReadFormAsync(http.RequestAborted);
        var form = PlanForm.Read(sent["plan"].ToString(), sent) with { Revision = 0 };
        return form.After(sent["do"].ToString()) is { } changed
            ? await ListPage(http, athleteId, changed)
            : await Put(http, athleteId, form) is { } fault ? await ListPage(http, athleteId, form with { Fault = fault }) : Written(athleteId, form.PlanId);
    }

    /// <summary>One of them, with what was done of it.</summary>
    public Task<IResult> Show(HttpContext http, string athleteId, string planId, string? before, string? done) =>
        PlanPage(http, athleteId, planId, form: null, Position(before), done == "written" ? "Plans.WasWritten" : null);

    /// <summary>Changes one; or how many items the form has.</summary>
    public async Task<IResult> Change(HttpContext http, string athleteId, string planId)
    {
        var sent = await http.Request.ReadFormAsync(http.RequestAborted);
        var form = PlanForm.Read(planId, sent);
        if (form.After(sent["do"].ToString()) is { } changed)
            return await PlanPage(http, athleteId, planId, changed);
        return await Put(http, athleteId, form) is { } fault ? await PlanPage(http, athleteId, planId, form with { Fault = fault }) : Written(athleteId, planId);
    }

    /// <summary>Takes one out of the list.</summary>
    public async Task<IResult> Delete(HttpContext http, string athleteId, string planId)
    {
        var visitor = Visit.Of(http).Visitor!;
        if (!await plans.Delete(new PlanKey(visitor.GymId, athleteId, planId), time.UtcMicros(), http.RequestAborted))
            return Notices.Of(Visit.Of(http), StatusCodes.Status404NotFound);

        await audit.Write(visitor.GymId, PageAudit.Entry(http, visitor, AuditAction.Delete, AuditOutcome.Done, athleteId, time), CancellationToken.None);
        return Results.LocalRedirect($"{Address(athleteId)}?done=deleted");
    }

    /// <summary>The address of an athlete's plans.</summary>
    internal static string Address(string athleteId) => $"/athletes/{Uri.EscapeDataString(athleteId)}/plans";

    private static IResult Written(string athleteId, string planId) => Results.LocalRedirect($"{Address(athleteId)}/{planId}?done=written");

    private async Task<PlanFormFault?> Put(HttpContext http, string athleteId, PlanForm form)
    {
        var visitor = Visit.Of(http).Visitor!;
        var (content, fault) = form.Content((await Exercises(visitor)).Keys.ToHashSet());
        if (content is null)
            return fault;

        var key = new PlanKey(visitor.GymId, athleteId, form.PlanId);
        var result = await plans.Put(key, form.Revision, content, visitor.UserId, time.UtcMicros(), http.RequestAborted);
        return result.Outcome switch
        {
            PutPlanOutcome.Stored => null,
            PutPlanOutcome.OtherRevision => new PlanFormFault(Changed, null, 0),
            PutPlanOutcome.TooManyPlans => new PlanFormFault("Plans.TooMany", null, 0),
            PutPlanOutcome.TooManyRevisions => new PlanFormFault("Plans.TooOften", null, 0),
            _ => new PlanFormFault("Plans.WrongForm", null, 0),
        };
    }

    private async Task<IResult> ListPage(HttpContext http, string athleteId, PlanForm? form, string? done = null)
    {
        var visit = Visit.Of(http);
        var exercises = await Exercises(visit.Visitor!);
        return new RazorComponentResult<PlansPage>(new
        {
            Visit = visit,
            AthleteId = athleteId,
            Plans = await plans.List(visit.Visitor!.GymId, athleteId, http.RequestAborted),
            Exercises = exercises,
            Form = form ?? PlanForm.Empty(exercises.Keys.FirstOrDefault() ?? ""),
            SeesHistory = await SeesHistory(http, visit.Visitor, athleteId),
            IsTyped = form is not null,
            Done = done,
        })
        { StatusCode = Status(form) };
    }

    private async Task<IResult> PlanPage(HttpContext http, string athleteId, string planId, PlanForm? form, HistoryPosition? from = null, string? done = null)
    {
        var visit = Visit.Of(http);
        var visitor = visit.Visitor!;
        if (!Identifiers.IsUuid(planId) || await plans.Find(new PlanKey(visitor.GymId, athleteId, planId), 0, http.RequestAborted) is not { } plan)
            return Notices.Of(visit, StatusCodes.Status404NotFound);

        // One more than is shown tells whether there are older ones.
        var sessions = await history.PlanSessions(visitor.GymId, athleteId, planId, from, PageSize + 1, http.RequestAborted);
        var last = sessions.Count > PageSize ? sessions[PageSize - 1] : null;
        return new RazorComponentResult<PlanPage>(new
        {
            Visit = visit,
            Plan = plan,
            Sessions = (IReadOnlyList<SessionHistory>)[.. sessions.Take(PageSize)],
            Exercises = await Exercises(visitor),
            // Whoever sends it again after he was told of a change has seen what stands above it, and replaces that.
            Form = form is null ? PlanForm.Of(plan) : form.Fault?.Word == Changed ? form with { Revision = plan.Revision } : form,
            SeesHistory = await SeesHistory(http, visitor, athleteId),
            IsTyped = form is not null,
            Older = last is null ? null : string.Create(CultureInfo.InvariantCulture, $"{last.StartedMicros}.{last.Session.SessionId}"),
            IsOlder = from is not null,
            Done = done,
        })
        { StatusCode = Status(form) };
    }

    private ValueTask<bool> SeesHistory(HttpContext http, Member visitor, string athleteId) => grants.Opens(visitor, athleteId, GrantScopes.History, http.RequestAborted);

    private async Task<IReadOnlyDictionary<string, string>> Exercises(Member visitor) =>
        (await grains.GetGrain<ICatalogGrain>(visitor.GymId).Exercises()).ToDictionary(e => e.ExerciseId, e => e.DisplayName);

    private static int Status(PlanForm? form) => form?.Fault is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity;

    private static HistoryPosition? Position(string? text) =>
        text?.Split('.') is [var started, var session] && Identifiers.IsUuid(session)
        && long.TryParse(started, NumberStyles.None, CultureInfo.InvariantCulture, out var micros)
            ? new HistoryPosition(micros, session)
            : null;
}
