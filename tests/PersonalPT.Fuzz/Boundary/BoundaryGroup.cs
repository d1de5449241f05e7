using System.Runtime.CompilerServices;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Groups;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Fuzz.Boundary;

/// <summary>A group that is there and in which anna takes part; it looks at what it gets.</summary>
internal sealed class BoundaryGroup : IGroupSessionGrain, IGroupStore, IGroupBoards
{
    public const string Code = "234567";

    private const long Year = 366L * 24 * 3600 * 1_000_000;

    private static readonly GroupKey s_key = new("gym", Samples.SessionId);
    private static readonly GroupPlan s_plan = new("Class", GroupRanking.PercentOfBest, 5, [new GroupRound("squat", 0, 60, 10)]);
    private static readonly GroupClock s_clock = new(GroupPhase.Round, false, 1, 2, 1, 30);
    private static readonly GroupSnapshot s_group = new(s_key, s_plan, Code, s_clock, 1, 1, "sam", 1, null);
    private static readonly Task<GroupAnswer> s_done = Task.FromResult(new GroupAnswer(GroupOutcome.Done, s_group, 1));

    public static BoundaryGroup One { get; } = new();

    public Task<GroupAnswer> Plan(GroupPlan plan, string author)
    {
        if (plan.Title.Length is < 1 or > 100 || plan.Rounds.Count is < 1 or > 50 || plan.CountInSeconds is < 0 or > 60 || !Enum.IsDefined(plan.Ranking)
            || plan.Rounds.Any(r => r.ExerciseId != "squat" || r.Seconds is < 0 or > 3600 || r.RestSeconds is < 0 or > 3600 || r.TargetReps is < 0 or > 1000
                || (r.Seconds == 0 && r.TargetReps == 0)))
            throw new LeakException($"A plan {plan}.");
        return s_done;
    }

    public Task<GroupSnapshot?> Get() => Task.FromResult<GroupSnapshot?>(s_group);

    public Task<bool?> HasAthlete(string athleteId) => Task.FromResult<bool?>(true);

    public Task<GroupAnswer> Join(JoinGroup command)
    {
        if (!Identifiers.IsPerson(command.AthleteId) || (command.SessionId is { } session && !Identifiers.IsUuid(session))
            || command.Nickname is { Length: < 1 or > 24 } || command.Nickname?.Any(char.IsControl) == true
            || command.ClockOffsetMicros < long.MinValue / 2 || command.Bests.Count > s_plan.Rounds.Count)
            throw new LeakException($"Somebody joins: {command}.");
        return s_done;
    }

    public Task<GroupAnswer> Leave(string athleteId) =>
        Identifiers.IsPerson(athleteId) ? s_done : throw new LeakException($"'{athleteId}' leaves.");

    public Task<GroupAnswer> Start() => s_done;

    public Task<GroupAnswer> Pause() => s_done;

    public Task<GroupAnswer> Resume() => s_done;

    public Task<GroupAnswer> Skip(GroupPhase phase, int roundNumber) => Numbered(roundNumber);

    public Task<GroupAnswer> Finish() => s_done;

    public Task<GroupAnswer> Mute(int participantNumber, bool muted) => Numbered(participantNumber);

    public Task<GroupAnswer> Remove(int participantNumber) => Numbered(participantNumber);

    public Task ReadAnew() => throw new NotSupportedException();

    public Task<GroupBoard?> Board() => Task.FromResult<GroupBoard?>(MakeBoard(s_key));

    public Task<GroupResults?> Results() =>
        Task.FromResult<GroupResults?>(new GroupResults(s_group, [new GroupResult(1, "anna", "Annie", 1, [7], 70)], false));

    public Task<GroupBoard?> Watch(IGroupObserver observer) => Board();

    public Task Forget(IGroupObserver observer) => Task.CompletedTask;

    public Task<StoredGroup?> Create(StoredGroup group, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<StoredGroup?> Find(GroupKey group, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<AppendOutcome> Save(StoredGroup group, string writer, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<GroupKey?> FindByCode(string gymId, string code, CancellationToken cancellationToken) => GroupCode.Read(code) == code
        ? Task.FromResult<GroupKey?>(code == Code ? s_key : null)
        : throw new LeakException($"A code '{code}'.");

    public Task<IReadOnlyList<StoredGroup>> List(
        string gymId, string? athleteId, bool openOnly, GroupPosition? before, int limit, CancellationToken cancellationToken) => limit is >= 1 and <= 201
        ? Task.FromResult<IReadOnlyList<StoredGroup>>(
            [new StoredGroup { Group = s_key, Plan = s_plan, Code = null, PlannedBy = "sam", PlannedMicros = 1, EndedMicros = 2, Phase = GroupPhase.Finished }])
        : throw new LeakException($"{limit} groups.");

    async IAsyncEnumerable<GroupBoard> IGroupBoards.Watch(GroupKey group, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield return MakeBoard(group);
    }

    private static GroupBoard MakeBoard(GroupKey group) => new(group, s_plan, Code, s_clock with { AtMicros = Year }, [
        new BoardRow(1, "anna", "Annie", false, ParticipantSignal.InPicture, Counting.MovementState.Active, .5f, 20, 3, 7, 70, 1, false)]);

    private static Task<GroupAnswer> Numbered(int number) => number >= 0 ? s_done : throw new LeakException($"Number {number}.");
}
