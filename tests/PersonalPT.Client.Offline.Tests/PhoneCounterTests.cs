using CsCheck;
using PersonalPT.Client.Offline.Tests.House;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Client.Offline.Tests;

public sealed class PhoneCounterTests
{
    private static readonly CaptureHeader _capture = new()
    {
        CoordinateSpace = CoordinateSpace.NormalizedImage,
        ImageAspect = .75,
        CaptureEpochUs = 1_767_596_400_000_000,
        NominalRateHz = 15,
    };

    private static readonly Action<WireTape>[] _scenes =
    [
        tape => tape.Set("squat", 3),
        tape => tape.Set("squat", 2, rests: false),
        tape => tape.Set("squat", 4, rests: false),
        tape => tape.Set("push_up", 3),
        tape => tape.Nobody(20),
        tape => tape.Nobody(60),
        tape => tape.Add(new Input { EndSet = new EndSet() }),
        tape => tape.Add(new Input { Pause = new Pause() }),
        tape => tape.Add(new Input { Unpause = new Unpause() }),
        tape => tape.Select("push_up"),
        tape => tape.Select("squat"),
        tape => tape.Select("juggling"),
    ];

    private static readonly Gen<Action<WireTape>> _scene = Gen.Int[0, _scenes.Length - 1].Select(i => _scenes[i]);

    [Fact(Timeout = 300_000)]
    public void From_wherever_the_connection_breaks_the_phone_finds_the_reps_that_the_server_will_find()
    {
        var found = 0;
        Gen.Select(_scene.Array[1, 7], Gen.Double[0, 1], Gen.Int[1, 200], Gen.Bool, Gen.Bool).Sample(
            (scenes, share, batch, stale, ends) =>
            {
                var tape = new WireTape(_capture);
                foreach (var scene in scenes)
                    scene(tape);
                if (ends)
                    tape.Add(new Input { EndSession = new EndSession() });

                // The server has taken so much when the connection breaks; the phone knows its durable point of then, or that of a batch before.
                var server = new ServerSide(tape);
                var taken = (ulong)(share * tape.Last);
                var known = server.Point;
                while (server.Next <= taken)
                {
                    known = server.Point;
                    server.Take(Math.Min(taken, server.Next + (ulong)batch - 1));
                }

                var log = new LoggedSets();
                foreach (var entry in server.Events)
                    log.Take(entry);
                var logged = server.Events.Count;
                var from = stale ? known : server.Point;
                server.Take(tape.Last);

                var reps = Count(tape, (ulong)from.InputSeq, log);
                var expected = server.Events.Skip(logged).Where(entry => entry.RepCompleted is not null).Select(entry => entry.RepCompleted).ToArray();
                Assert.Equal(
                    expected.Select(rep => ((int)rep.SetNumber, (int)rep.Ordinal, LoggedSets.Times(rep.Rep), rep.FoundLate)),
                    reps.Select(rep => (rep.SetNumber, rep.Ordinal, rep.Rep, rep.FoundLate)));
                found += expected.Length;
            },
            iter: 150, threads: 1);
        Assert.True(found > 100, $"Only {found} reps were counted: the property says little.");
    }

    [Fact]
    public void Without_a_model_nothing_is_counted_until_an_exercise_is_chosen_whose_model_is_here()
    {
        var tape = new WireTape(_capture).Set("push_up", 3).Select("squat").Set("squat", 3);
        var counter = new PhoneCounter(
            new PhoneCounterStart(1, 4, "push_up", Paused: false), null, _capture, exercise => new ChosenModel(true, exercise == "squat" ? Models.Of("squat") : null));
        var reps = new List<ProvisionalRep>();
        for (var i = 0; i < tape.Inputs.Count; i++)
            counter.Take((ulong)i + 1, tape.Inputs[i], reps);
        Assert.Equal([1, 2, 3], reps.Select(rep => rep.Ordinal));
        Assert.All(reps, rep => Assert.Equal(("squat", 4), (rep.ExerciseId, rep.SetNumber)));
    }

    [Fact]
    public void Frames_as_floats_are_counted_too()
    {
        var tape = new WireTape(_capture).Set("squat", 3);
        var values = new float[Protocol.CompactFrame.FloatCount];
        var reps = new List<ProvisionalRep>();
        var counter = new PhoneCounter(new PhoneCounterStart(1, 1, "squat", Paused: false), Models.Of("squat"), _capture, _ => default);
        for (var i = 0; i < tape.Inputs.Count; i++)
        {
            var input = tape.Inputs[i];
            if (Protocol.CompactFrame.TryDecode(input.Compact.Span, values))
                input = new Input { TimeUs = input.TimeUs, Floats = new FloatLandmarks { Values = { values } } };
            counter.Take((ulong)i + 1, input, reps);
        }

        Assert.Equal(3, reps.Count);
    }

    private static List<ProvisionalRep> Count(WireTape tape, ulong from, LoggedSets log)
    {
        var (exercise, paused) = ("squat", false);
        foreach (var input in tape.Inputs.Take((int)from - 1))
        {
            if (input.SelectExercise?.ExerciseId is { } chosen && Models.Of(chosen) is not null)
                exercise = chosen;
            if (input.InputCase is Input.InputOneofCase.Pause or Input.InputOneofCase.Unpause)
                paused = input.InputCase == Input.InputOneofCase.Pause;
        }

        var reps = new List<ProvisionalRep>();
        if (from > tape.Last)
            return reps;
        var firstMicros = _capture.CaptureEpochUs + (long)tape.Inputs[(int)from - 1].TimeUs;
        var counter = new PhoneCounter(
            new PhoneCounterStart(from, log.NumberAt(firstMicros), exercise, paused), Models.Of(exercise), _capture,
            chosen => new ChosenModel(Models.Of(chosen) is not null, Models.Of(chosen)));
        for (var seq = from; seq <= tape.Last; seq++)
            counter.Take(seq, tape.Inputs[(int)seq - 1], reps);
        reps.RemoveAll(log.Has);
        return reps;
    }
}
