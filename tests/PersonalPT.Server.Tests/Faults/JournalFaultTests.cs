using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Contracts.Storage;
using PersonalPT.Server.Tests.House;
using PersonalPT.Testing.Sessions;
using static PersonalPT.Server.Tests.Faults.AppendFault;

namespace PersonalPT.Server.Tests.Faults;

/// <summary>The journal fails, or takes its time, in mid-set.</summary>
public sealed class JournalFaultTests : FaultTest
{
    private readonly PhoneDiary _diary = new();
    private FailingJournal? _journal;

    [Fact]
    public async Task Appends_that_fail_now_and_then_are_tried_again_and_nobody_notices()
    {
        await using var server = await Server();
        var phone = await Phone(server.Addresses.Grpc, _diary);
        _journal!.Fail(IsNotWritten, None, AnswerIsLost, AnswerIsLost, None, IsNotWritten, AnswerIsLost, IsNotWritten);

        phone.Push(Film.Frames);
        await phone.EndAsync(Patience);

        Assert.True(_journal.Failed >= 3);
        await MustBeRight(server.Addresses.Grpc, phone, _diary);
        Assert.Equal(Film.TrueReps, phone.Reps);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Where_appends_go_on_failing_the_counter_is_rebuilt_and_the_phone_brings_the_set_again(bool isWritten)
    {
        await using var server = await Server();
        var phone = await Phone(server.Addresses.Grpc, _diary);
        phone.Push(Film.Frames.Take(450));
        await phone.WhenAsync(p => p.Reps >= 2, Patience);

        _journal!.Fail(Enumerable.Repeat(isWritten ? AnswerIsLost : IsNotWritten, 4));
        phone.Push(Film.Frames.Skip(450));
        await phone.EndAsync(Patience);

        Assert.True(_journal.Failed >= 4);
        await MustBeRight(server.Addresses.Grpc, phone, _diary);
        Assert.Equal(Film.TrueReps, phone.Reps);
    }

    [Fact]
    public async Task While_a_commit_takes_its_time_nothing_is_shown_and_nothing_is_lost()
    {
        await using var server = await Server();
        var phone = await Phone(server.Addresses.Grpc, _diary);
        phone.Push(Film.Frames.Take(450));
        await phone.WhenAsync(p => p.Reps >= 2, Patience);

        var waits = _journal!.Hold();
        phone.Push(Film.Frames.Skip(450).Take(400));
        await waits.WaitAsync(Patience);
        var seen = phone.Reps;
        phone.Push(Film.Frames.Skip(850));
        var ending = phone.EndAsync(Patience);
        Assert.Equal(seen, phone.Reps);
        _journal.Release();
        await ending;

        await MustBeRight(server.Addresses.Grpc, phone, _diary);
        Assert.Equal(Film.TrueReps, phone.Reps);
    }

    private Task<RunningHost> Server()
    {
        var options = new ServerOptions { GrpcPort = 0, WebPort = 0, DataFile = DataFile };
        return RunningHost.Start(
            ServerHost.Build(options, builder =>
            {
                var real = builder.Services.Last(service => service.ServiceType == typeof(IJournal)).ImplementationType!;
                builder.Services.AddSingleton<IJournal>(
                    services => _journal = new FailingJournal((IJournal)ActivatorUtilities.CreateInstance(services, real)));
            }),
            Patience);
    }
}
