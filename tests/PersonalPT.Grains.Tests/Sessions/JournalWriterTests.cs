using Microsoft.Extensions.Logging.Abstractions;
using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Grains.Sessions;
using PersonalPT.Grains.Tests.House;
using PersonalPT.Testing.Storage;

namespace PersonalPT.Grains.Tests.Sessions;

public sealed class JournalWriterTests
{
    private static readonly SessionKey s_session = new("gym", "session");
    private static readonly DurablePoint s_point = new(1, 1, new ModelReference("", "squat", 1), CountingSettingsText.Default, 1, Paused: false);

    private readonly InMemoryJournal _journal = new();
    private readonly RushingTime _time = new();

    [Theory]
    [InlineData(AppendFault.NotWritten)]
    [InlineData(AppendFault.UnknownOutcome)]
    public async Task It_tries_again_with_the_same_content_and_writes_it_once(AppendFault fault)
    {
        var append = await Prepared();
        var attempts = new List<JournalAppend>();
        _journal.BeforeAppend = (a, _) =>
        {
            attempts.Add(a);
            return Task.FromResult(attempts.Count < 3 ? fault : AppendFault.None);
        };

        Assert.Equal(AppendOutcome.Committed, await Writer().Append(append, TestContext.Current.CancellationToken));
        Assert.Equal(3, attempts.Count);
        Assert.All(attempts, a => Assert.Same(append, a));
        Assert.Equal(3, _journal.Events(s_session).Count);
    }

    [Fact]
    public async Task It_gives_up_after_a_few_attempts()
    {
        var append = await Prepared();
        _journal.BeforeAppend = (_, _) => Task.FromResult(AppendFault.NotWritten);
        Assert.Null(await Writer().Append(append, TestContext.Current.CancellationToken));
        Assert.Equal(2, _journal.Events(s_session).Count);
    }

    [Fact]
    public async Task It_does_not_wait_for_ever_for_an_answer()
    {
        var append = await Prepared();
        var attempts = 0;
        _journal.BeforeAppend = async (_, token) =>
        {
            if (++attempts == 1)
            {
                var answer = new TaskCompletionSource();
                await using var given = token.Register(() => answer.TrySetCanceled(token));
                _time.Advance(TimeSpan.FromSeconds(6));
                await answer.Task;
            }

            return AppendFault.None;
        };
        Assert.Equal(AppendOutcome.Committed, await Writer().Append(append, TestContext.Current.CancellationToken));
        Assert.Equal(2, attempts);
    }

    [Fact]
    public async Task Another_claim_is_told_at_once()
    {
        var append = await Prepared();
        await _journal.Claim(s_session, TestContext.Current.CancellationToken);
        Assert.Equal(AppendOutcome.Fenced, await Writer().Append(append, TestContext.Current.CancellationToken));
    }

    private JournalWriter Writer() => new(_journal, _time, NullLogger<JournalWriter>.Instance);

    private async Task<JournalAppend> Prepared()
    {
        await _journal.Create(new NewSession(s_session, "anna", new CaptureHeader(1, 1, 1, 30, 0, "test"), false, s_point, 0), CancellationToken.None);
        var row = await _journal.Claim(s_session, CancellationToken.None);
        return new JournalAppend(s_session, row!.Epoch, row.LastEventSeq, "anna", [new SessionPaused(1)], s_point with { InputSeq = 2 }, 1);
    }
}
