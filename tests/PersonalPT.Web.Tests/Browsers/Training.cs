using PersonalPT.Testing.Sessions;
using PersonalPT.Web.Tests.House;

namespace PersonalPT.Web.Tests.Browsers;

/// <summary>Eight people in the midst of their training, one of them out of the picture.</summary>
public sealed class Training(RunningSite site) : IAsyncLifetime
{
    private static readonly (string Athlete, string Exercise)[] s_people =
        [("Ada", "squat"), ("Ben", "push_up"), ("Cleo", "pull_up"), ("Dan", "situp"), ("Eva", "jump_jack"), ("Finn", "front_raise"), ("Gus", "biceps_curl"), ("Hana", "squat")];

    /// <summary>Where they train: a gym of their own, so that nobody else is on its board.</summary>
    internal const string Gym = "arena";

    // Somebody who has stepped out of the picture.
    private const int Away = 3;

    // A second and a half.
    private const int Stretch = 45;

    private readonly List<FilmedPhone> _phones = [];
    private readonly List<IEnumerator<Counting.Skeletons.CapturedFrame>> _films = [];

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
            var phone = await FilmedPhone.StartAsync(site.Grpc, athlete, FilmedPhone.SessionOf(film), new PhoneDiary(), inVain.Token, Gym);
            _phones.Add(phone);
            var frames = film.Frames.GetEnumerator();
            for (var n = 0; n < (film.Frames.Count / 2) + (60 * i) && frames.MoveNext(); n++)
                phone.Push(frames.Current);
            _films.Add(frames);
        }

        foreach (var phone in _phones)
            await phone.WhenAsync(p => p.Reps > 0, inVain.Token);
    }

    /// <summary>Everybody trains on for a second and a half of his film.</summary>
    internal void GoOn()
    {
        for (var i = 0; i < _phones.Count; i++)
        {
            for (var n = 0; n < Stretch + (4 * i) && _films[i].MoveNext(); n++)
                _phones[i].Push(i == Away ? _films[i].Current with { Landmarks = default } : _films[i].Current);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var phone in _phones)
            await phone.DisposeAsync();
    }
}
