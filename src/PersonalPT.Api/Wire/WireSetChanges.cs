using PersonalPT.Api.Errors;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Sessions;
using Wire = PersonalPT.Protocol.V1;

namespace PersonalPT.Api.Wire;

/// <summary>What people say about sets, as it is sent.</summary>
internal static class WireSetChanges
{
    private const uint MostSets = int.MaxValue;

    /// <summary>Reads what is noted about a set.</summary>
    /// <param name="request">The request.</param>
    /// <param name="authorId">Who says it.</param>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: every field that is wrong, by its name.</exception>
    public static SetAnnotated Read(Wire::AnnotateSetRequest request, string authorId)
    {
        var wrong = Place(request.SetNumber, request.ChangeId);
        var removed = SetAnnotationParts.None;
        for (var i = 0; i < request.Remove.Count; i++)
        {
            var part = request.Remove[i] switch
            {
                Wire::SetAnnotationPart.Load => SetAnnotationParts.Load,
                Wire::SetAnnotationPart.Rpe => SetAnnotationParts.Rpe,
                Wire::SetAnnotationPart.Note => SetAnnotationParts.Note,
                _ => SetAnnotationParts.None,
            };
            if (part == SetAnnotationParts.None)
                wrong.Add(new FieldViolation($"remove[{i}]", "This server knows no such part."));
            removed |= part;
        }

        int? grams = null;
        int? halves = null;
        string? note = null;
        if (request.HasLoadKg)
            Require("load_kg", grams = SetDetailRules.Grams(request.LoadKg), SetDetailRules.LoadRule, SetAnnotationParts.Load);
        if (request.HasRpe)
            Require("rpe", halves = SetDetailRules.Halves(request.Rpe), SetDetailRules.RpeRule, SetAnnotationParts.Rpe);
        if (request.HasNote)
            Require("note", note = SetDetailRules.Note(request.Note), SetDetailRules.NoteRule, SetAnnotationParts.Note);
        if (!request.HasLoadKg && !request.HasRpe && !request.HasNote && request.Remove.Count == 0)
            wrong.Add(new FieldViolation("load_kg", "Name a load, an effort or a note, or something to remove."));
        return wrong.Count > 0
            ? throw Refusals.BadRequest(wrong)
            : new SetAnnotated(request.ChangeId, (int)request.SetNumber, authorId, grams, halves, note, removed);

        void Require(string field, object? value, string rule, SetAnnotationParts part)
        {
            if (value is null)
                wrong.Add(new FieldViolation(field, $"Must be {rule}."));
            else if (removed.HasFlag(part))
                wrong.Add(new FieldViolation(field, "Is to be set and to be removed at once."));
        }
    }

    /// <summary>Reads how many reps a set had.</summary>
    /// <param name="request">The request.</param>
    /// <param name="authorId">Who says it.</param>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: every field that is wrong, by its name.</exception>
    public static SetCorrected Read(Wire::CorrectSetRequest request, string authorId)
    {
        var wrong = Place(request.SetNumber, request.ChangeId);
        switch (request.CorrectionCase)
        {
            case Wire::CorrectSetRequest.CorrectionOneofCase.Reps:
                if (!SetDetailRules.IsCount(request.Reps))
                    wrong.Add(new FieldViolation("reps", $"Must be {SetDetailRules.RepsRule}."));
                break;
            case Wire::CorrectSetRequest.CorrectionOneofCase.Withdraw:
                break;
            default:
                wrong.Add(new FieldViolation("correction", "Must have reps, or withdraw what was said before."));
                break;
        }

        return wrong.Count > 0
            ? throw Refusals.BadRequest(wrong)
            : new SetCorrected(
                request.ChangeId, (int)request.SetNumber, authorId,
                request.CorrectionCase == Wire::CorrectSetRequest.CorrectionOneofCase.Reps ? (int)request.Reps : null);
    }

    public static Wire::SetChange Write(RecordedSetChange recorded)
    {
        var wire = new Wire::SetChange { RecordedTimeUs = recorded.RecordedMicros, EventSeq = (ulong)recorded.EventSeq };
        switch (recorded.Change)
        {
            case SetAnnotated noted:
                wire.Annotated = Write(noted);
                break;
            case SetCorrected corrected:
                wire.Corrected = Write(corrected);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(recorded), recorded.Change.GetType().Name, "The contract has no such change.");
        }

        return wire;
    }

    public static Wire::SetAnnotated Write(SetAnnotated noted)
    {
        var wire = new Wire::SetAnnotated { SetNumber = (uint)noted.SetNumber, ChangeId = noted.ChangeId, AuthorId = noted.AuthorId };
        var said = SetDetails.Of([new RecordedSetChange(noted, 0, 0)]);
        if (said.LoadKilograms is { } load)
            wire.LoadKg = load;
        if (said.Rpe is { } rpe)
            wire.Rpe = rpe;
        if (noted.Note is { } note)
            wire.Note = note;
        if (noted.Removed.HasFlag(SetAnnotationParts.Load))
            wire.Removed.Add(Wire::SetAnnotationPart.Load);
        if (noted.Removed.HasFlag(SetAnnotationParts.Rpe))
            wire.Removed.Add(Wire::SetAnnotationPart.Rpe);
        if (noted.Removed.HasFlag(SetAnnotationParts.Note))
            wire.Removed.Add(Wire::SetAnnotationPart.Note);
        return wire;
    }

    public static Wire::SetCorrected Write(SetCorrected corrected)
    {
        var wire = new Wire::SetCorrected { SetNumber = (uint)corrected.SetNumber, ChangeId = corrected.ChangeId, AuthorId = corrected.AuthorId };
        if (corrected.Reps is { } reps)
            wire.Reps = (uint)reps;
        else
            wire.Withdrawn = new Wire::CorrectionWithdrawn();
        return wire;
    }

    private static List<FieldViolation> Place(uint setNumber, string changeId)
    {
        var wrong = new List<FieldViolation>();
        if (setNumber is 0 or > MostSets)
            wrong.Add(new FieldViolation("set_number", "Sets are numbered from 1."));
        if (!Identifiers.IsUuid(changeId))
            wrong.Add(new FieldViolation("change_id", $"A change's id is {Identifiers.UuidRule}."));
        return wrong;
    }
}
