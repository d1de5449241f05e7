using PersonalPT.Cli.Load;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Cli.Tests.Load;

public sealed class LoadScriptTests
{
    private static readonly LoadPlan s_plan = new()
    {
        Phones = 2,
        FramesPerSecond = 30,
        Seconds = 20,
        FramesPerMessage = 4,
        PhonesPerConnection = 1,
        Seed = 1,
        WarmUpSeconds = 1,
    };

    [Fact]
    public void A_script_is_the_whole_sequence_of_a_sessions_inputs_and_ends_it()
    {
        var script = LoadScript.Film(3, s_plan);

        var messages = script.Messages.Select(m => TrackRequest.Parser.ParseFrom(m)).ToArray();
        var next = 1UL;
        foreach (var message in messages)
        {
            Assert.Equal(next, message.FirstInputSeq);
            next += (ulong)message.Inputs.Count;
        }

        Assert.Equal((s_plan.Messages + 1, 4), (messages.Length, messages[0].Inputs.Count));
        Assert.Equal(Input.InputOneofCase.EndSession, Assert.Single(messages[^1].Inputs).InputCase);
        var times = messages.SelectMany(m => m.Inputs).Select(i => i.TimeUs).ToArray();
        Assert.Equal(times.Order(), times);
        Assert.Equal(0UL, times[0]);
    }

    [Fact]
    public void Every_rep_that_the_counter_finds_has_the_message_that_made_it()
    {
        var script = LoadScript.Film(3, s_plan);

        script.Count(Athletes.StarterModels.Create(script.Exercise));

        Assert.True(script.MessageOfRep.Count >= 2);
        var made = script.MessageOfRep.OrderBy(r => r.Key).Select(r => r.Value).ToArray();
        Assert.Equal(made.Order(), made);
        Assert.All(made, m => Assert.InRange(m, 0, script.Messages.Count - 1));
    }

    [Fact]
    public void Scripts_of_different_numbers_are_of_different_athletes() =>
        Assert.NotEqual(LoadScript.Film(0, s_plan).Messages[10], LoadScript.Film(8, s_plan).Messages[10]);
}
