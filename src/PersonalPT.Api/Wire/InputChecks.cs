using Google.Protobuf.Collections;
using PersonalPT.Api.Errors;
using PersonalPT.Contracts;
using PersonalPT.Protocol;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Api.Wire;

/// <summary>Checks inputs as they come from the wire. Nothing that passes can surprise a grain.</summary>
internal static class InputChecks
{
    /// <summary>Inputs in one message, at most.</summary>
    public const int MaxInputs = 600;

    /// <summary>Numbers of inputs stay far from where they could overflow.</summary>
    public const ulong LargestSeq = 1UL << 53;

    /// <summary>The first thing that is wrong, or null.</summary>
    public static FieldViolation? Check(ulong firstInputSeq, RepeatedField<Input> inputs)
    {
        if (inputs.Count == 0)
            return null;
        if (inputs.Count > MaxInputs)
            return new FieldViolation("inputs", $"At most {MaxInputs} in one message, not {inputs.Count}.");
        if (CheckSeq(firstInputSeq, "first_input_seq") is { } seq)
            return seq;

        for (var i = 0; i < inputs.Count; i++)
        {
            if (Check(inputs[i], i) is { } violation)
                return violation;
        }

        return null;
    }

    /// <summary>Checks the number of an input.</summary>
    public static FieldViolation? CheckSeq(ulong inputSeq, string field) => inputSeq is >= 1 and <= LargestSeq
        ? null
        : new FieldViolation(field, "Inputs are numbered from 1 on.");

    /// <summary>Checks a moment.</summary>
    public static FieldViolation? CheckTime(ulong timeMicros, string field) => timeMicros <= InputLimits.LatestMicros
        ? null
        : new FieldViolation(field, "Must be microseconds since the session's capture_epoch_us, at most 366 days.");

    /// <summary>Checks the name of an exercise, strictly: for calls whose caller waits for the answer.</summary>
    public static FieldViolation? CheckExercise(string exerciseId, string field) => Identifiers.IsName(exerciseId)
        ? null
        : new FieldViolation(field, $"An exercise's id is {Identifiers.NameRule}.");

    // An id that no exercise can have is one that the gym does not have: the session's log says so. A refusal would stand in the way of all that follows,
    // since the input has its number already.
    private static FieldViolation? CheckChosen(string exerciseId) => exerciseId.Length is >= 1 and <= InputLimits.LongestExerciseId
        ? null
        : new FieldViolation("select_exercise.exercise_id", $"An exercise's id has 1 to {InputLimits.LongestExerciseId} characters.");

    private static FieldViolation? Check(Input input, int index)
    {
        if (input.TimeUs > InputLimits.LatestMicros)
            return CheckTime(input.TimeUs, $"inputs[{index}].time_us");

        return input.InputCase switch
        {
            Input.InputOneofCase.Compact => LandmarkReader.Check(input.Compact, "compact") is { } v ? Below(v, index) : null,
            Input.InputOneofCase.Floats => LandmarkReader.Check(input.Floats, "floats") is { } v ? Below(v, index) : null,
            Input.InputOneofCase.SelectExercise => CheckChosen(input.SelectExercise.ExerciseId) is { } v ? Below(v, index) : null,
            Input.InputOneofCase.None => new FieldViolation($"inputs[{index}].input", "Must say what happened: a frame, nobody_seen or a control."),
            _ => null,
        };
    }

    // The path is put together only where something is wrong.
    private static FieldViolation Below(FieldViolation violation, int index) => violation with { Field = $"inputs[{index}].{violation.Field}" };
}
