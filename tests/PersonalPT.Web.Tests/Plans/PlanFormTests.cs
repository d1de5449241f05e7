using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using PersonalPT.Contracts.Plans;
using PersonalPT.Contracts.Storage;
using PersonalPT.Web.Plans;
using PersonalPT.Web.Text;

namespace PersonalPT.Web.Tests.Plans;

public sealed class PlanFormTests
{
    private static readonly HashSet<string> s_exercises = ["squat", "push_up"];
    private static readonly string s_plan = Guid.NewGuid().ToString();

    [Fact]
    public void What_was_typed_becomes_a_plan()
    {
        var form = Read(
            ("notes", ["Slowly.\r\nKnees out. "]), ("exercise", ["squat", "push_up"]), ("sets", ["3", "2"]), ("reps", ["8", ""]), ("load", ["62,5", ""]), ("rest", ["90", ""]));

        var (content, fault) = form.Content(s_exercises);

        Assert.Null(fault);
        Assert.Equal(
            new PlanContent("Legs", "Slowly.\nKnees out.", [new PlanItem("squat", 3, 8, 62_500, 90), new PlanItem("push_up", 2, 0, null, 0)]), content);
    }

    [Theory]
    [InlineData("title", "", "title", 0)]
    [InlineData("title", "a\nb", "title", 0)]
    [InlineData("notes", "bell\a", "notes", 0)]
    [InlineData("exercise", "juggling", "exercise-1", 1)]
    [InlineData("sets", "", "sets-1", 1)]
    [InlineData("sets", "0", "sets-1", 1)]
    [InlineData("sets", "51", "sets-1", 1)]
    [InlineData("reps", "1001", "reps-1", 1)]
    [InlineData("reps", "many", "reps-1", 1)]
    [InlineData("load", "1000.1", "load-1", 1)]
    [InlineData("load", "NaN", "load-1", 1)]
    [InlineData("load", "-1", "load-1", 1)]
    [InlineData("rest", "3601", "rest-1", 1)]
    [InlineData("rest", "99999999999", "rest-1", 1)]
    public void What_is_wrong_is_named_by_its_field(string field, string typed, string wrong, int item)
    {
        var (content, fault) = Read((field, [typed])).Content(s_exercises);

        Assert.Null(content);
        Assert.Equal((wrong, item), (fault!.Field, fault.Item));
        Assert.NotEmpty(Words.English[fault.Word]);
    }

    [Fact]
    public void A_form_of_no_plan_or_without_items_or_with_too_many_is_refused()
    {
        Assert.Equal("Plans.WrongForm", (Read() with { PlanId = "x" }).Content(s_exercises).Fault!.Word);
        Assert.Equal("Plans.WrongForm", Read(("revision", ["-1"])).Content(s_exercises).Fault!.Word);
        Assert.Equal("Plans.WrongItems", Read(("exercise", [])).Content(s_exercises).Fault!.Word);
        Assert.Equal("Plans.WrongItems", Read(("exercise", [.. Enumerable.Repeat("squat", 5000)])).Content(s_exercises).Fault!.Word);
        Assert.True(Read(("exercise", [.. Enumerable.Repeat("squat", 5000)])).Items.Count <= PlanRules.MostItems + 1);
    }

    [Fact]
    public void An_item_more_is_like_the_last_one_and_one_less_leaves_at_least_one()
    {
        var form = Read(("sets", ["5"]));

        var more = form.After("add")!;

        Assert.Equal((2, form.Items[0]), (more.Focus, more.Items[1]));
        Assert.Equal(form.Items, more.After("remove-1")!.Items);
        Assert.Equal((1, 1), (more.After("remove-1")!.Focus, more.After("remove-2")!.Focus));
        Assert.Equal(form.Items, form.After("remove-1")!.Items);
        while (more.HasRoom)
            more = more.After("add")!;
        Assert.Equal(PlanRules.MostItems, more.After("add")!.Items.Count);
    }

    [Fact]
    public void An_item_moves_up_by_one_and_the_first_one_stays()
    {
        var form = Read(("exercise", ["squat", "push_up", "lunge"]));

        Assert.Equal(["squat", "lunge", "push_up"], form.After("up-3")!.Items.Select(item => item.Exercise));
        Assert.Equal(2, form.After("up-3")!.Focus);
        Assert.Equal(["push_up", "squat", "lunge"], form.After("up-2")!.Items.Select(item => item.Exercise));
        Assert.Equal(form, form.After("up-1"));
    }

    [Theory]
    [InlineData("write"), InlineData(""), InlineData("up-4"), InlineData("up-0"), InlineData("remove-x"), InlineData("up-1-2"), InlineData("down-1")]
    public void Any_other_button_leaves_the_items_alone(string button) => Assert.Null(Read(("exercise", ["squat", "push_up", "squat"])).After(button));

    [Fact]
    public void A_plan_goes_into_the_form_and_comes_out_alike()
    {
        var content = new PlanContent("Legs", "Slowly.", [new PlanItem("squat", 3, 8, 60_250, 90), new PlanItem("push_up", 1, 0, null, 0)]);
        var form = PlanForm.Of(new StoredPlan(new PlanKey("gym", "ann", s_plan), 7, content, "carl", 1, false));

        Assert.Equal((s_plan, 7), (form.PlanId, form.Revision));
        Assert.Equal(content, form.Content(s_exercises).Content);
    }

    private static PlanForm Read(params (string Name, string[] Values)[] typed)
    {
        var fields = new Dictionary<string, StringValues>
        {
            ["revision"] = "0",
            ["title"] = " Legs ",
            ["notes"] = "",
            ["exercise"] = "squat",
            ["sets"] = "3",
            ["reps"] = "8",
            ["load"] = "",
            ["rest"] = "",
        };
        foreach (var (name, values) in typed)
            fields[name] = values;
        return PlanForm.Read(s_plan, new FormCollection(fields));
    }
}
