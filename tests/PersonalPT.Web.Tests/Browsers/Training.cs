using PersonalPT.Testing.Sessions;
using PersonalPT.Web.Tests.House;

namespace PersonalPT.Web.Tests.Browsers;

/// <summary>Eight people in the midst of their training, one of them resting, one out of the picture.</summary>
public sealed class Training(RunningSite site) : IAsyncLifetime
{
    private static readonly (string Athlete, string Exercise)[] s_people =
        [("Ada", "squat"), ("Ben", "push_up"), ("Cleo", "pull_up"), ("Dan", "situp"), ("Eva", "jump_jack"), ("Finn", "front_raise"), ("Gus", "biceps_curl"), ("Hana", "squat")];

    private readonly List<FilmedPhone> _phones = [];

    /// <summary>Their phones.</summary>
    internal IReadOnlyList<FilmedPhone> Phones => _phones;

    public async ValueTask InitializeAsync()
    {
        // Whoever waits in vain fails instead of hanging.
        using var inVain = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        inVain.CancelAfter(TimeSpan.FromMinutes(2));
        for (var i = 0; i < s_people.Length; i++)
        {
            var (athlete, exercise) = s_people[i];
            var film = Film.Of(exercise, (ulong)(20 + i), 6 + i, 12);
            var phone = await FilmedPhone.StartAsync(site.Grpc, athlete, FilmedPhone.SessionOf(film), new PhoneDiary(), inVain.Token);
            _phones.Add(phone);
            var shown = film.Frames.Take((film.Frames.Count / 2) + (60 * i)).ToArray();
            phone.Push(shown);
            if (i == 3)
                phone.Push(Enumerable.Range(1, 30).Select(n => new Counting.Skeletons.CapturedFrame(shown[^1].CaptureMicros + (n * 33_333), default)));
        }

        foreach (var phone in _phones)
            await phone.WhenAsync(p => p.Reps > 0, inVain.Token);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var phone in _phones)
            await phone.DisposeAsync();
    }
}
