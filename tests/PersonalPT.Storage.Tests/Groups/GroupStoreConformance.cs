using PersonalPT.Contracts.Groups;
using PersonalPT.Contracts.Storage;
using static PersonalPT.Storage.Tests.SampleData;

namespace PersonalPT.Storage.Tests.Groups;

public abstract class GroupStoreConformance : StorageConformance
{
    private static readonly GroupPlan s_plan =
        new("Class", GroupRanking.PercentOfBest, 5, [new GroupRound("squat", 0, 60, 10), new GroupRound("push_up", 5, 0, 0)]);

    private IGroupStore Groups => (IGroupStore)Services.GetService(typeof(IGroupStore))!;

    [Fact]
    public async Task What_is_saved_is_found_again_also_after_a_restart()
    {
        var made = await Groups.Create(Planned("a"), Cancel);
        Assert.Equal(Planned("a") with { Revision = 1 }, made! with { Plan = s_plan, Spans = [], Participants = [], Attachments = [] }, Same);

        var running = Running(made);
        Assert.Equal(AppendOutcome.Committed, await Groups.Save(running, "w", Cancel));
        Assert.Equal(running with { Revision = 2 }, await Groups.Find(Key("a"), Cancel), Same);

        var later = running with
        {
            Revision = 2,
            Phase = GroupPhase.Finished,
            Code = null,
            EndedMicros = Monday + 90,
            Settled = true,
            Spans = [running.Spans[0], running.Spans[1] with { EndMicros = Monday + 90 }],
            Participants =
            [
                running.Participants[0] with { Nickname = "Annie", Muted = true, Standing = ParticipantStanding.Left, Rounds = [new(7, 3), new(2, 0)] },
                running.Participants[1],
                new GroupParticipant(3, "cleo", null, true, false, ParticipantStanding.Removed, Monday + 80, [new(0, 1), new(0, 0)]),
            ],
            Attachments = [running.Attachments[0], running.Attachments[1] with { UntilMicros = Monday + 70 }, new GroupAttachment(1, "s3", 0, Monday + 70, null)],
        };
        Assert.Equal(AppendOutcome.Committed, await Groups.Save(later, "w", Cancel));
        await Restart();
        Assert.Equal(later with { Revision = 3 }, await Groups.Find(Key("a"), Cancel), Same);
    }

    [Fact]
    public async Task A_group_is_made_once_and_a_code_is_given_once()
    {
        await Groups.Create(Planned("a"), Cancel);

        Assert.Equal("ann", (await Groups.Create(Planned("a") with { PlannedBy = "else", Code = "333333" }, Cancel))!.PlannedBy);
        Assert.Null(await Groups.Create(Planned("b"), Cancel));
        Assert.NotNull(await Groups.Create(Planned("b") with { Code = "333333" }, Cancel));
        Assert.NotNull(await Groups.Create(Planned("a", "other"), Cancel));
        Assert.Equal(Key("a"), await Groups.FindByCode("gym", "234567", Cancel));
        Assert.Equal(Key("a", "other"), await Groups.FindByCode("other", "234567", Cancel));
        Assert.Null(await Groups.FindByCode("other", "333333", Cancel));
    }

    [Fact]
    public async Task A_code_is_free_again_when_its_group_is_over()
    {
        var group = (await Groups.Create(Planned("a"), Cancel))!;
        await Groups.Save(group with { Code = null, Phase = GroupPhase.Finished, EndedMicros = Monday }, "w", Cancel);

        Assert.Null(await Groups.FindByCode("gym", "234567", Cancel));
        Assert.NotNull(await Groups.Create(Planned("b"), Cancel));
    }

    [Fact]
    public async Task Of_two_writers_the_older_one_is_refused_and_changes_nothing()
    {
        var group = (await Groups.Create(Planned("a"), Cancel))!;
        Assert.Equal(AppendOutcome.Committed, await Groups.Save(group with { RoundNumber = 1 }, "new", Cancel));

        Assert.Equal(AppendOutcome.Fenced, await Groups.Save(group with { RoundNumber = 2 }, "old", Cancel));
        Assert.Equal(1, (await Groups.Find(Key("a"), Cancel))!.RoundNumber);
    }

    [Fact]
    public async Task A_save_whose_outcome_was_unknown_may_be_done_again()
    {
        var group = (await Groups.Create(Planned("a"), Cancel))!;
        var running = Running(group);

        Assert.Equal(AppendOutcome.Committed, await Groups.Save(running, "w", Cancel));
        Assert.Equal(AppendOutcome.Committed, await Groups.Save(running, "w", Cancel));
        Assert.Equal(running with { Revision = 2 }, await Groups.Find(Key("a"), Cancel), Same);
    }

    [Fact]
    public async Task Where_the_commit_fails_nothing_is_changed()
    {
        var group = (await Groups.Create(Planned("a"), Cancel))!;
        Database.AtCommit(1, CommitFault.Fails);

        await Assert.ThrowsAsync<JournalException>(() => Groups.Save(Running(group), "w", Cancel));

        Assert.Empty((await Groups.Find(Key("a"), Cancel))!.Participants);
        Assert.Equal(AppendOutcome.Committed, await Groups.Save(Running(group), "w", Cancel));
    }

    [Fact]
    public async Task Groups_are_listed_newest_first_page_by_page_and_to_an_athlete_those_that_he_takes_part_in()
    {
        foreach (var (name, at) in new[] { ("a", 1), ("b", 2), ("c", 2), ("d", 3) })
        {
            var group = (await Groups.Create(Planned(name) with { Code = $"22222{at}{name}", PlannedMicros = Monday + at }, Cancel))!;
            if (name is "a" or "d")
                await Groups.Save(Running(group), "w", Cancel);
            if (name == "c")
                await Groups.Save(group with { EndedMicros = Monday, Code = null }, "w", Cancel);
        }

        Assert.Equal(["d", "c"], Names(await Groups.List("gym", null, false, null, 2, Cancel)));
        Assert.Equal(["b", "a"], Names(await Groups.List("gym", null, false, new GroupPosition(Monday + 2, Key("c").GroupId), 9, Cancel)));
        Assert.Equal(["d", "b", "a"], Names(await Groups.List("gym", null, true, null, 9, Cancel)));
        Assert.Equal(["d", "a"], Names(await Groups.List("gym", "anna", false, null, 9, Cancel)));
        Assert.Empty(await Groups.List("gym", "ben", false, null, 9, Cancel));
        Assert.Empty(await Groups.List("other", null, false, null, 9, Cancel));
    }

    private static IEnumerable<string> Names(IEnumerable<StoredGroup> groups) => groups.Select(g => g.Group.GroupId[^1..]);

    private static GroupKey Key(string name, string gym = "gym") => new(gym, $"7c0f7f0e-6f5c-4c39-9f3f-3f1c8d6d0b1{name}");

    private static StoredGroup Planned(string name, string gym = "gym") =>
        new() { Group = Key(name, gym), Plan = s_plan, Code = "234567", PlannedBy = "ann", PlannedMicros = Monday };

    private static StoredGroup Running(StoredGroup group) => group with
    {
        Phase = GroupPhase.Round,
        RoundNumber = 2,
        StartedMicros = Monday + 10,
        PhaseStartedMicros = Monday + 60,
        PausedMicros = Monday + 65,
        Spans = [new GroupSpan(1, Monday + 10, Monday + 50), new GroupSpan(2, Monday + 60, null)],
        Participants =
        [
            new GroupParticipant(1, "anna", null, true, false, ParticipantStanding.Present, Monday + 1, [new(4, 3), new(0, 0)]),
            new GroupParticipant(2, "ben", "Benny", false, false, ParticipantStanding.Removed, Monday + 2, [new(0, 0), new(0, 0)]),
        ],
        Attachments = [new GroupAttachment(2, "s1", -5, Monday + 2, Monday + 3), new GroupAttachment(1, "s2", 0, Monday + 4, null)],
    };

    // Records hold lists, which are compared one by one.
    private static bool Same(StoredGroup? one, StoredGroup? other) => System.Text.Json.JsonSerializer.Serialize(one) == System.Text.Json.JsonSerializer.Serialize(other);
}
