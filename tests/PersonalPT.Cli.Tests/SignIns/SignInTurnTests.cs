using Microsoft.Extensions.Time.Testing;
using PersonalPT.Cli.SignIns;

namespace PersonalPT.Cli.Tests.SignIns;

public sealed class SignInTurnTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("personalpt-test-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string LockFile => Path.Combine(_folder, "lock");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Who_comes_second_waits_until_the_first_has_given_it_back()
    {
        var time = new FakeTimeProvider();
        var first = await SignInTurn.TakeAsync(LockFile, time, Stop);
        var second = SignInTurn.TakeAsync(LockFile, time, Stop);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(second.IsCompleted);

        first.Dispose();
        while (!second.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(20));
            await Task.Yield();
        }

        (await second).Dispose();
    }

    [Fact]
    public async Task Who_waits_too_long_is_told_for_what()
    {
        var time = new FakeTimeProvider();
        using var first = await SignInTurn.TakeAsync(LockFile, time, Stop);
        var second = SignInTurn.TakeAsync(LockFile, time, Stop);
        while (!second.IsCompleted)
        {
            time.Advance(SignInTurn.Patience);
            await Task.Yield();
        }

        Assert.Contains(LockFile, (await Assert.ThrowsAsync<CommandFailedException>(() => second)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_gives_up_waiting_leaves_it_to_others()
    {
        using var giveUp = new CancellationTokenSource();
        using (await SignInTurn.TakeAsync(LockFile, TimeProvider.System, Stop))
        {
            var second = SignInTurn.TakeAsync(LockFile, TimeProvider.System, giveUp.Token);
            await giveUp.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        }

        (await SignInTurn.TakeAsync(LockFile, TimeProvider.System, Stop)).Dispose();
    }
}
