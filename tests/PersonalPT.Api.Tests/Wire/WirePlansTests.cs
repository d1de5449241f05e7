using Grpc.Core;
using PersonalPT.Api.Wire;
using PersonalPT.Contracts.Plans;
using PersonalPT.Contracts.Storage;
using Wire = PersonalPT.Protocol.V1;

namespace PersonalPT.Api.Tests.Wire;

public sealed class WirePlansTests
{
    public static TheoryData<Action<Wire::PutPlanRequest>, string> Wrong => new()
    {
        { r => r.PlanId = "", "plan_id" },
        { r => r.PlanId = r.PlanId.ToUpperInvariant(), "plan_id" },
        { r => r.Revision = uint.MaxValue, "revision" },
        { r => r.Content.Title = " ", "content.title" },
        { r => r.Content.Title = new string('x', 101), "content.title" },
        { r => r.Content.Title = "a\nb", "content.title" },
        { r => r.Content.Notes = new string('x', 501), "content.notes" },
        { r => r.Content.Notes = "a\0b", "content.notes" },
        { r => r.Content.Items.Clear(), "content.items" },
        { r => r.Content.Items.AddRange(Enumerable.Repeat(r.Content.Items[0], 50)), "content.items" },
        { r => r.Content.Items[0].ExerciseId = "Squat", "content.items[0].exercise_id" },
        { r => r.Content.Items[0].Sets = 0, "content.items[0].sets" },
        { r => r.Content.Items[0].Sets = 51, "content.items[0].sets" },
        { r => r.Content.Items[0].TargetReps = 1001, "content.items[0].target_reps" },
        { r => r.Content.Items[0].TargetReps = uint.MaxValue, "content.items[0].target_reps" },
        { r => r.Content.Items[0].RestSeconds = 3601, "content.items[0].rest_seconds" },
        { r => r.Content.Items[0].LoadKg = 1000.001, "content.items[0].load_kg" },
        { r => r.Content.Items[0].LoadKg = -1, "content.items[0].load_kg" },
        { r => r.Content.Items[0].LoadKg = double.NaN, "content.items[0].load_kg" },
    };

    [Theory, MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void What_cannot_be_planned_is_refused_with_the_name_of_its_field(Action<Wire::PutPlanRequest> spoil, string field)
    {
        var request = Request();
        spoil(request);

        Assert.Equal([field], Fields(Assert.Throws<RpcException>(() => WirePlans.Read(request))));
    }

    [Fact]
    public void All_that_is_wrong_is_named_at_once()
    {
        var fields = Fields(Assert.Throws<RpcException>(() => WirePlans.Read(new Wire::PutPlanRequest { Content = new Wire::PlanContent { Items = { new Wire::PlanItem() } } })));

        Assert.Equal(["plan_id", "content.title", "content.items[0].exercise_id", "content.items[0].sets"], fields);
    }

    [Fact]
    public void The_limits_themselves_are_taken()
    {
        var request = Request();
        request.Content.Title = string.Concat(Enumerable.Repeat("\U0001F4AA", 100));
        request.Content.Notes = new string('x', 500);
        request.Content.Items[0] = new Wire::PlanItem { ExerciseId = "squat", Sets = 50, TargetReps = 1000, LoadKg = 1000, RestSeconds = 3600 };
        request.Content.Items.AddRange(Enumerable.Repeat(new Wire::PlanItem { ExerciseId = "squat", Sets = 1 }, 49));

        var content = WirePlans.Read(request);

        Assert.Equal(50, content.Items.Count);
        Assert.Equal((1_000_000, null), (content.Items[0].LoadGrams, content.Items[1].LoadGrams));
    }

    [Fact]
    public void What_was_read_is_written_alike()
    {
        var request = Request();
        request.Content.Title = "  Legs ";
        request.Content.Notes = "Slowly.\r\nKnees out.";

        var content = WirePlans.Read(request);
        var written = WirePlans.Write(new StoredPlan(new PlanKey("gym", "anna", request.PlanId), 3, content, "carl", 5, true));

        Assert.Equal(("Legs", "Slowly.\nKnees out."), (written.Content.Title, written.Content.Notes));
        Assert.Equal(request.Content.Items, written.Content.Items);
        Assert.Equal((3U, "carl", 5L, true, "anna"), (written.Revision, written.AuthorId, written.RevisedTimeUs, written.Deleted, written.AthleteId));
        Assert.Equal(content, new PlanContent(content.Title, content.Notes, [.. content.Items]));
    }

    private static Wire::PutPlanRequest Request() => new()
    {
        PlanId = "5f8f0f5e-7f0e-4b55-9f0a-00000000000a",
        Content = new Wire::PlanContent
        {
            Title = "Legs",
            Items = { new Wire::PlanItem { ExerciseId = "squat", Sets = 3, TargetReps = 8, LoadKg = 60.25, RestSeconds = 90 } },
        },
    };

    private static IEnumerable<string> Fields(RpcException error) =>
        error.GetRpcStatus()!.GetDetail<Google.Rpc.BadRequest>()!.FieldViolations.Select(violation => violation.Field);
}
