using CsCheck;
using Google.Protobuf;
using Google.Protobuf.Collections;
using PersonalPT.Api.Tests.House;
using PersonalPT.Api.Wire;
using PersonalPT.Protocol;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Api.Tests.Wire;

public sealed class InputChecksTests
{
    [Fact]
    public void Every_kind_of_input_passes() => Assert.Null(InputChecks.Check(1, Every()));

    [Fact]
    public void No_inputs_need_no_number() => Assert.Null(InputChecks.Check(0, []));

    [Theory]
    [InlineData(0UL)]
    [InlineData(ulong.MaxValue)]
    public void A_number_that_no_input_can_have_is_named(ulong first) => Assert.Equal("first_input_seq", InputChecks.Check(first, Every())!.Value.Field);

    [Fact]
    public void More_inputs_than_a_message_may_hold_are_refused()
    {
        var inputs = new RepeatedField<Input>();
        inputs.AddRange(Enumerable.Range(0, 601).Select(_ => new Input { NobodySeen = new NobodySeen() }));

        Assert.Equal("inputs", InputChecks.Check(1, inputs)!.Value.Field);
        inputs.RemoveAt(600);
        Assert.Null(InputChecks.Check(1, inputs));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(1_000_001f)]
    [InlineData(-1_000_001f)]
    public void A_value_that_is_no_coordinate_is_named_by_its_place(float value)
    {
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 131]).Sample((frame, at) =>
        {
            var inputs = new RepeatedField<Input>();
            inputs.AddRange(Enumerable.Range(0, 10).Select(_ => Tape.AnyFrame()));
            inputs[frame].Floats.Values[at] = value;

            return InputChecks.Check(1, inputs) is { } wrong && wrong.Field == $"inputs[{frame}].floats.values[{at}]";
        });
    }

    [Theory]
    [InlineData(131)]
    [InlineData(133)]
    [InlineData(0)]
    public void A_frame_of_floats_has_132_values(int count)
    {
        var input = new Input { Floats = new FloatLandmarks() };
        input.Floats.Values.AddRange(new float[count]);

        Assert.Equal("inputs[0].floats.values", Check(input));
    }

    [Fact]
    public void A_compact_frame_of_another_length_or_exponent_is_named()
    {
        Assert.Equal("inputs[0].compact", Check(new Input { Compact = ByteString.CopyFrom(new byte[231]) }));
        Assert.Equal("inputs[0].compact", Check(new Input { Compact = ByteString.CopyFrom([31, .. new byte[231]]) }));
        Assert.Null(Check(new Input { Compact = ByteString.CopyFrom([30, .. new byte[231]]) }));
    }

    [Fact]
    public void A_time_beyond_a_year_is_named()
    {
        Assert.Equal("inputs[0].time_us", Check(Tape.AnyFrame(InputLimits.LatestMicros + 1)));
        Assert.Null(Check(Tape.AnyFrame(InputLimits.LatestMicros)));
    }

    [Fact]
    public void An_input_that_says_nothing_is_named() => Assert.Equal("inputs[0].input", Check(new Input { TimeUs = 5 }));

    [Theory]
    [InlineData(0)]
    [InlineData(65)]
    public void An_exercise_whose_name_is_empty_or_too_long_is_named(int length) =>
        Assert.Equal("inputs[0].select_exercise.exercise_id", Check(Chosen(new string('x', length))));

    [Fact]
    public void Any_other_name_passes_for_the_log_to_tell_that_there_is_no_such_exercise() =>
        Gen.String[1, 64].Sample(name => Check(Chosen(name)) is null);

    [Theory]
    [InlineData("")]
    [InlineData("../etc")]
    [InlineData("Squat")]
    [InlineData("a/b")]
    public void A_call_of_its_own_needs_a_name_that_an_exercise_can_have(string exercise) =>
        Assert.Equal("exercise_id", InputChecks.CheckExercise(exercise, "exercise_id")!.Value.Field);

    private static Input Chosen(string exercise) => new() { SelectExercise = new SelectExercise { ExerciseId = exercise } };

    private static string? Check(Input input) => InputChecks.Check(1, [input])?.Field;

    private static RepeatedField<Input> Every() =>
    [
        Tape.AnyFrame(),
        new Input { Compact = ByteString.CopyFrom(new byte[232]) },
        new Input { NobodySeen = new NobodySeen() },
        new Input { SelectExercise = new SelectExercise { ExerciseId = "push_up" } },
        new Input { EndSet = new EndSet() },
        new Input { Pause = new Pause() },
        new Input { Unpause = new Unpause() },
        new Input { EndSession = new EndSession() },
    ];
}
