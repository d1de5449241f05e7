using System.Text.Json;
using Google.Protobuf;
using PersonalPT.Protocol.Plans;
using PersonalPT.Protocol.V1;
using PersonalPT.Testing.Conformance;

namespace PersonalPT.Protocol.Tests.Plans;

public sealed class PlanFollowerTests
{
    private static readonly JsonElement[] s_cases = [.. ConformanceVectors.Read("plans.json").GetProperty("cases").EnumerateArray()];

    public static TheoryData<string> Cases => new(s_cases.Select(c => c.GetProperty("about").GetString()!));

    [Theory, MemberData(nameof(Cases))]
    public void A_session_stands_in_its_plan_where_the_vectors_say(string about)
    {
        var vector = s_cases.Single(c => c.GetProperty("about").GetString() == about);
        var follower = new PlanFollower(PlanOf(vector));
        foreach (var entry in Events(vector))
        {
            follower.Take(entry);
            // Events come twice where a stream was opened anew.
            Assert.Same(follower.Progress, follower.Take(entry));
        }

        var expected = vector.GetProperty("expected");
        var progress = follower.Progress;
        var next = expected.GetProperty("next");
        Assert.Equal(next.ValueKind == JsonValueKind.Null ? null : (next.GetProperty("item").GetInt32(), next.GetProperty("set").GetUInt32()),
            progress.Next is { } step ? (step.ItemIndex, step.SetOfItem) : ((int, uint)?)null);
        Assert.Equal(expected.GetProperty("running").GetBoolean(), progress.IsRunning);
        Assert.Equal(expected.GetProperty("reps_in_set").GetUInt32(), progress.RepsInSet);
        Assert.Equal(expected.GetProperty("rest_until_us").GetString(), progress.RestUntilUs.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(expected.GetProperty("sets_planned").GetUInt32(), progress.SetsPlanned);
        Assert.Equal(expected.GetProperty("sets_done").GetUInt32(), progress.SetsDone);
        Assert.Equal(next.ValueKind == JsonValueKind.Null, progress.IsComplete);
        Assert.Equal(
            expected.GetProperty("done").EnumerateArray().Select(item => item.EnumerateArray().Select(set => JsonParser.Default.Parse<PlannedSetDone>(
                $$"""{"set_numbers":{{set.GetProperty("sets").GetRawText()}},"reps":{{set.GetProperty("reps").GetRawText()}}}"""))),
            progress.Items.Select(item => item.Sets.AsEnumerable()));
    }

    [Fact]
    public void Whoever_misses_an_event_is_told()
    {
        var follower = new PlanFollower(PlanOf(s_cases[0]));

        Assert.Throws<ArgumentException>(() => follower.Take(new SessionEvent { EventSeq = 2, SessionStarted = new SessionStarted() }));
        follower.Take(new SessionEvent { EventSeq = 1, SessionStarted = new SessionStarted() });
        Assert.Throws<ArgumentException>(() => follower.Take(new SessionEvent { EventSeq = 3, SessionPaused = new SessionPaused() }));
    }

    private static Plan PlanOf(JsonElement vector)
    {
        var plan = new Plan { Content = new PlanContent() };
        plan.Content.Items.AddRange(vector.GetProperty("items").EnumerateArray().Select(item => JsonParser.Default.Parse<PlanItem>(item.GetRawText())));
        return plan;
    }

    private static IEnumerable<SessionEvent> Events(JsonElement vector) =>
        vector.GetProperty("events").EnumerateArray().Select(entry => JsonParser.Default.Parse<SessionEvent>(entry.GetRawText()));
}
