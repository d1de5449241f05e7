using PersonalPT.Api.Wire;
using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Counting;
using RepCompleted = PersonalPT.Contracts.Sessions.RepCompleted;
using SetEnded = PersonalPT.Contracts.Sessions.SetEnded;
using SetStarted = PersonalPT.Contracts.Sessions.SetStarted;
using Wire = PersonalPT.Protocol.V1;

namespace PersonalPT.Api.Tests.Wire;

public sealed class WireEventsTests
{
    private static readonly ModelReference s_model = new("anna", "squat", 3);

    [Fact]
    public void Enumerations_have_the_same_names_and_numbers_on_both_sides()
    {
        RequireSame<SetEndReason, Wire::SetEndReason>();
        RequireSame<SessionEndReason, Wire::SessionEndReason>();
        RequireSame<SessionPhase, Wire::SessionPhase>();
        RequireSame<MovementState, Wire::MovementState>();
        RequireSame<CuePreset, Wire::CuePreset>();
        RequireSame<Counting.Models.ModelOrigin, Wire::ModelOrigin>();
    }

    [Fact]
    public void Every_kind_of_event_can_be_sent_and_every_one_of_the_contract_comes_from_somewhere()
    {
        SessionEventBody[] bodies =
        [
            new SessionStarted(), new ExerciseSelected(0, s_model), new ExerciseUnknown(7, "juggling"), new SetStarted(1, 10, s_model), new RepCompleted(1, 1, new Rep(1, 2, 3), false),
            new SetEnded(1, SetEndReason.Rest, [new Rep(1, 2, 3)], 1), new InputGap(4, 9), new SessionPaused(5), new SessionUnpaused(6),
            new SessionEnded(SessionEndReason.Client), new CueSent("5f8f", "carl", "Lower!", null), new CueAcknowledged("5f8f"),
            new SetAnnotated("5f8f", 1, "carl", 60_000, 17, "Heavy.", SetAnnotationParts.None), new SetCorrected("5f8f", 1, "carl", 9),
        ];
        var kinds = typeof(SessionEventBody).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(SessionEventBody)) && !t.IsAbstract);
        Assert.Equal(kinds.Select(k => k.Name).Order(), bodies.Select(b => b.GetType().Name).Order());

        var sent = bodies.Select(b => Write(b).EventCase);

        Assert.Equal(Enum.GetValues<Wire::SessionEvent.EventOneofCase>().Where(c => c != 0).Order(), sent.Order());
    }

    [Fact]
    public void A_rep_keeps_its_times_and_its_place()
    {
        var sent = Write(new RepCompleted(2, 5, new Rep(10, 20, 30), FoundLate: true));

        Assert.Equal(7UL, sent.EventSeq);
        Assert.Equal("anna", sent.AthleteId);
        Assert.Equal(
            new Wire::RepCompleted { SetNumber = 2, Ordinal = 5, FoundLate = true, Rep = new Wire::Rep { StartTimeUs = 10, PeakTimeUs = 20, EndTimeUs = 30 } },
            sent.RepCompleted);
    }

    private static Wire::SessionEvent Write(SessionEventBody body) =>
        WireEvents.Write(new SessionEvent(new SessionKey("gym", "5f8f0f5e-7f0e-4b55-9f0a-3d4b0a1c2d3e"), "anna", 7, 99, body));

    private static void RequireSame<TDomain, TWire>()
        where TDomain : struct, Enum
        where TWire : struct, Enum
    {
        var domain = Enum.GetValues<TDomain>().Select(v => (v.ToString(), Convert.ToInt32(v, null)));
        var wire = Enum.GetValues<TWire>().Select(v => (v.ToString(), Convert.ToInt32(v, null))).Where(v => v.Item2 != 0);

        Assert.Equal(domain, wire);
    }
}
