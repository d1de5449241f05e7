using PersonalPT.Client;
using PersonalPT.Protocol.V1;
using PersonalPT.Server.Tests.House;
using PersonalPT.Testing.Sessions;

namespace PersonalPT.Server.Tests.Faults;

/// <summary>What every test of faults needs: a film, phones, and the oracle's verdict at the end.</summary>
public abstract class FaultTest : IAsyncDisposable
{
    // Whoever waits in vain fails instead of hanging.
    private readonly CancellationTokenSource _inVain = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly TemporaryFolder _folder = new();
    private readonly List<FilmedPhone> _phones = [];

    private protected FaultTest() => _inVain.CancelAfter(TimeSpan.FromMinutes(3));

    protected static Film Film { get; } = Film.Of("squat", 7, 6, 5);

    protected CancellationToken Patience => _inVain.Token;

    protected string DataFile => _folder.DataFile;

    /// <summary>An athlete's phone, which is killed when the test is over.</summary>
    private protected async Task<FilmedPhone> Phone(Uri server, PhoneDiary diary, Film? film = null, LiveSessionOptions? options = null, string athlete = "anna")
    {
        var phone = await FilmedPhone.StartAsync(server, athlete, options ?? FilmedPhone.SessionOf(film ?? Film), diary, Patience);
        _phones.Add(phone);
        return phone;
    }

    /// <summary>The phone shows the rest of its film and ends.</summary>
    private protected async Task Finish(FilmedPhone phone, int pushed)
    {
        phone.Push(Film.Frames.Skip(pushed));
        await phone.EndAsync(Patience);
    }

    /// <summary>Checks that the log is what the library counts from the inputs, and that everybody saw it so.</summary>
    private protected async Task<IReadOnlyList<SessionEvent>> MustBeRight(Uri server, FilmedPhone phone, PhoneDiary diary)
    {
        await using var staff = FilmedPhone.Connect(server, "staff", "staff");
        var log = await SessionLog.ReadAsync(staff, phone.SessionId, Patience);
        var models = new ModelBook();
        await models.FetchAsync(staff, log, Patience);

        var verdict = LogVerdict.Of(diary, log, models, phone.Seen);

        Assert.True(verdict.IsRight, $"{verdict}");
        Assert.True(verdict.Reps > 0, "Nothing was counted.");
        Assert.Equal(log, phone.Seen);
        return log;
    }

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var phone in _phones)
            await phone.DisposeAsync();
        _folder.Dispose();
        _inVain.Dispose();
        GC.SuppressFinalize(this);
    }
}
