using PersonalPT.Api.Errors;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Plans;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Protocol.Plans;
using Wire = PersonalPT.Protocol.V1;

namespace PersonalPT.Api.Wire;

/// <summary>Plans as they are sent.</summary>
internal static class WirePlans
{
    private const double GramsOfKilogram = 1000;

    /// <summary>Reads what a plan is to say.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: every field that is wrong, by its name.</exception>
    public static PlanContent Read(Wire::PutPlanRequest request)
    {
        var wrong = new List<FieldViolation>();
        if (!IsPlan(request.PlanId))
            wrong.Add(new FieldViolation("plan_id", PlanIdRule));
        if (request.Revision > int.MaxValue)
            wrong.Add(new FieldViolation("revision", "Is no revision that this plan could have."));

        var content = request.Content ?? new Wire::PlanContent();
        var title = content.Title.Trim();
        if (!PlanRules.IsTitle(title))
            wrong.Add(new FieldViolation("content.title", $"Must be 1 to {PlanRules.LongestTitle} characters on one line."));
        var notes = SetDetailRules.Note(content.Notes);
        if (notes is null && !string.IsNullOrWhiteSpace(content.Notes))
            wrong.Add(new FieldViolation("content.notes", $"Must be at most {PlanRules.LongestNotes} characters without control characters other than line breaks."));
        if (content.Items.Count is 0 or > PlanRules.MostItems)
            wrong.Add(new FieldViolation("content.items", $"Must be 1 to {PlanRules.MostItems}."));
        var items = content.Items.Take(PlanRules.MostItems).Select((item, i) => Read(item, $"content.items[{i}]", wrong)).ToArray();
        return wrong.Count > 0 ? throw Refusals.BadRequest(wrong) : new PlanContent(title, notes ?? "", items);
    }

    /// <summary>Requires the name of a plan.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: it is none.</exception>
    public static void CheckPlan(string planId)
    {
        if (!IsPlan(planId))
            throw Refusals.BadRequest("plan_id", PlanIdRule);
    }

    public static Wire::Plan Write(StoredPlan plan) => new()
    {
        PlanId = plan.Key.PlanId,
        AthleteId = plan.Key.AthleteId,
        Revision = (uint)plan.Revision,
        Content = Write(plan.Content),
        AuthorId = plan.AuthorId,
        RevisedTimeUs = plan.RevisedMicros,
        Deleted = plan.IsDeleted,
    };

    public static Wire::PlanReference? Write(PlanReference? plan) =>
        plan is null ? null : new Wire::PlanReference { PlanId = plan.PlanId, Revision = (uint)plan.Revision };

    /// <summary>What became of a session's plan; null where it had none.</summary>
    public static Wire::SessionPlan? Outcome(SessionHistory session)
    {
        if (session.Plan is null)
            return null;

        var progress = Progress(session);
        return new Wire::SessionPlan
        {
            Plan = Write(session.Plan),
            Title = session.Planned?.Title ?? "",
            SetsPlanned = progress.SetsPlanned,
            SetsDone = progress.SetsDone,
        };
    }

    /// <summary>What was done of each item of a session's plan.</summary>
    public static IEnumerable<Wire::PlanItemDone> Items(SessionHistory session) => Progress(session).Items;

    /// <summary>A session that was started by a plan and is over.</summary>
    public static Wire::PlanSession WriteSession(SessionHistory session)
    {
        var wire = new Wire::PlanSession
        {
            SessionId = session.Session.SessionId,
            StartedTimeUs = session.StartedMicros,
            EndedTimeUs = session.EndedMicros ?? 0,
            Plan = Outcome(session),
        };
        wire.Items.AddRange(Items(session));
        return wire;
    }

    private static string PlanIdRule => $"A plan's id is {Identifiers.UuidRule}.";

    private static bool IsPlan(string planId) => Identifiers.IsUuid(planId);

    private static PlanProgress Progress(SessionHistory session) => PlanProgress.Of(
        session.Planned?.Items.Select(Write) ?? [],
        session.Sets.Select(set => new PerformedSet(
            (uint)set.SetNumber, set.Model.ExerciseId, (uint)(set.Details.CorrectedReps?.Value ?? set.Reps.Count), (Wire::SetEndReason?)set.Reason, set.EndMicros ?? 0)));

    private static PlanItem Read(Wire::PlanItem item, string field, List<FieldViolation> wrong)
    {
        if (InputChecks.CheckExercise(item.ExerciseId, $"{field}.exercise_id") is { } violation)
            wrong.Add(violation);
        Require(item.Sets, 1, PlanRules.MostSets, "sets");
        Require(item.TargetReps, 0, PlanRules.MostReps, "target_reps");
        Require(item.RestSeconds, 0, PlanRules.LongestRest, "rest_seconds");
        var grams = item.HasLoadKg ? SetDetailRules.Grams(item.LoadKg) : null;
        if (item.HasLoadKg && grams is null)
            wrong.Add(new FieldViolation($"{field}.load_kg", $"Must be {SetDetailRules.LoadRule}."));
        return new PlanItem(item.ExerciseId, (int)item.Sets, (int)item.TargetReps, grams, (int)item.RestSeconds);

        void Require(uint value, int least, int most, string name)
        {
            if (value < least || value > most)
                wrong.Add(new FieldViolation($"{field}.{name}", $"Must be {least} to {most}."));
        }
    }

    private static Wire::PlanContent Write(PlanContent content)
    {
        var wire = new Wire::PlanContent { Title = content.Title, Notes = content.Notes };
        wire.Items.AddRange(content.Items.Select(Write));
        return wire;
    }

    private static Wire::PlanItem Write(PlanItem item)
    {
        var wire = new Wire::PlanItem
        {
            ExerciseId = item.ExerciseId,
            Sets = (uint)item.Sets,
            TargetReps = (uint)item.TargetReps,
            RestSeconds = (uint)item.RestSeconds,
        };
        if (item.LoadGrams is { } grams)
            wire.LoadKg = grams / GramsOfKilogram;
        return wire;
    }
}
