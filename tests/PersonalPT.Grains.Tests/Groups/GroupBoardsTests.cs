using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PersonalPT.Contracts.Groups;
using PersonalPT.Grains.Groups;
using static PersonalPT.Grains.Tests.Groups.SampleGroups;

namespace PersonalPT.Grains.Tests.Groups;

public sealed class GroupBoardsTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Who_looks_keeps_his_board_when_the_server_that_leads_the_group_gives_up_a_call()
    {
        var asked = 0;
        var boards = Boards(() => ++asked switch
        {
            1 => Task.FromException<GroupBoard?>(new OperationCanceledException("Its server goes down.")),
            2 => Task.FromException<GroupBoard?>(new InvalidOperationException("It is nowhere.")),
            _ => Task.FromResult<GroupBoard?>(Board(1)),
        });

        await using var looking = boards.Watch(Key, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);

        Assert.True(await Next(looking));
        Assert.Equal(Board(1).Clock, looking.Current.Clock);
    }

    [Fact]
    public async Task The_board_of_a_group_that_does_not_exist_ends_at_once()
    {
        var boards = Boards(() => Task.FromResult<GroupBoard?>(null));

        await using var looking = boards.Watch(Key, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);

        Assert.False(await Next(looking));
    }

    [Fact]
    public async Task Ten_seconds_after_the_group_its_board_ends()
    {
        var boards = Boards(() => Task.FromResult<GroupBoard?>(Board(10 * Second, GroupPhase.Finished)));

        await using var looking = boards.Watch(Key, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);

        Assert.True(await Next(looking));
        Assert.False(await Next(looking));
    }

    private static GroupKey Key => Planned().Group;

    private static GroupBoard Board(long at, GroupPhase phase = GroupPhase.Round) => new(Key, Plan(), "", new GroupClock(phase, false, 1, at, 0, null), []);

    private GroupBoards Boards(Func<Task<GroupBoard?>> watch) => new(Factory(watch), _time, NullLogger<GroupBoards>.Instance);

    private async Task<bool> Next(IAsyncEnumerator<GroupBoard> looking)
    {
        var next = looking.MoveNextAsync().AsTask();
        while (!next.IsCompleted)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            _time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Yield();
        }

        return await next;
    }

    private static IGrainFactory Factory(Func<Task<GroupBoard?>> watch)
    {
        var group = DispatchProxy.Create<IGroupSessionGrain, Answers>();
        ((Answers)(object)group).Of = (method, _) => method == nameof(IGroupSessionGrain.Watch) ? watch() : Task.CompletedTask;
        var factory = DispatchProxy.Create<IGrainFactory, Answers>();
        ((Answers)(object)factory).Of = (method, args) => method switch
        {
            nameof(IGrainFactory.GetGrain) => group,
            nameof(IGrainFactory.CreateObjectReference) => args[0],
            _ => null,
        };
        return factory;
    }

    /// <summary>An interface whose calls are answered by a function of the method's name.</summary>
    public class Answers : DispatchProxy
    {
        internal Func<string, object?[], object?> Of { get; set; } = (_, _) => null;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Of(targetMethod!.Name, args ?? []);
    }
}
