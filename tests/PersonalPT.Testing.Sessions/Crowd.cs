using PersonalPT.Client;

namespace PersonalPT.Testing.Sessions;

/// <summary>Many people who train at once, each in front of a phone, at real time.</summary>
public sealed class Crowd : IAsyncDisposable
{
    private const double FramesPerSecond = 30;
    private const int StartedAtOnce = 16;
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(33);

    private readonly Person[] _people;

    private Crowd(Person[] people) => _people = people;

    /// <summary>How many.</summary>
    public int Count => _people.Length;

    /// <summary>Starts a session for each.</summary>
    /// <param name="addresses">Where each of them connects.</param>
    /// <param name="films">What they do, in turn: what differs between people does not matter here.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<Crowd> StartAsync(IReadOnlyList<Uri> addresses, IReadOnlyList<Film> films, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        ArgumentNullException.ThrowIfNull(films);
        var people = new Person[addresses.Count];
        var few = new ParallelOptions { MaxDegreeOfParallelism = StartedAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, people.Length, few, async (i, stop) =>
        {
            var film = films[i % films.Count];
            var diary = new PhoneDiary();
            people[i] = new Person(film, diary, await FilmedPhone.StartAsync(addresses[i], $"athlete-{i}", FilmedPhone.SessionOf(film), diary, stop));
        });
        return new Crowd(people);
    }

    /// <summary>Films everybody to the end and then ends the sessions.</summary>
    public async Task TrainAsync(CancellationToken cancellationToken)
    {
        using var ticks = new PeriodicTimer(s_tick);
        var began = TimeProvider.System.GetTimestamp();
        for (var i = 0; _people.Any(p => i < p.Film.Frames.Count);)
        {
            await ticks.WaitForNextTickAsync(cancellationToken);
            for (var due = (int)(TimeProvider.System.GetElapsedTime(began).TotalSeconds * FramesPerSecond); i < due; i++)
            {
                foreach (var person in _people)
                {
                    if (i < person.Film.Frames.Count)
                        person.Phone.Push(person.Film.Frames[i]);
                }
            }
        }

        await Task.WhenAll(_people.Select(p => p.Phone.EndAsync(cancellationToken)));
    }

    /// <summary>Waits until everybody has seen so many reps.</summary>
    public async Task CountedAsync(int reps, CancellationToken cancellationToken)
    {
        foreach (var person in _people)
            await person.Phone.WhenAsync(p => p.Reps >= reps, cancellationToken);
    }

    /// <summary>Waits until everybody has lost the connection, has it again, and sees new events.</summary>
    /// <returns>How long after the call each had come so far.</returns>
    public Task<Resume[]> ResumedAsync(CancellationToken cancellationToken)
    {
        var since = TimeProvider.System.GetTimestamp();
        return Task.WhenAll(_people.Select(async person =>
        {
            var seen = person.Phone.SeenCount;
            await person.Phone.WhenAsync(p => p.Connection != ConnectionState.Connected, cancellationToken);
            await person.Phone.WhenAsync(p => p.Connection == ConnectionState.Connected, cancellationToken);
            var connected = TimeProvider.System.GetElapsedTime(since);
            await person.Phone.WhenAsync(p => p.SeenCount > seen, cancellationToken);
            return new Resume(connected, TimeProvider.System.GetElapsedTime(since));
        }));
    }

    /// <summary>Holds each log against the oracle.</summary>
    /// <returns>The session's id and the verdict, for each.</returns>
    public async Task<IReadOnlyList<(string SessionId, LogVerdict Verdict)>> JudgeAsync(
        PersonalPTClient staff, ModelBook models, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(models);
        var verdicts = new List<(string, LogVerdict)>();
        foreach (var person in _people)
        {
            var log = await SessionLog.ReadAsync(staff, person.Phone.SessionId, cancellationToken);
            await models.FetchAsync(staff, log, cancellationToken);
            verdicts.Add((person.Phone.SessionId, LogVerdict.Of(person.Diary, log, models, person.Phone.Seen)));
        }

        return verdicts;
    }

    /// <summary>Everybody goes.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var person in _people)
            await person.Phone.DisposeAsync();
    }

    private sealed record Person(Film Film, PhoneDiary Diary, FilmedPhone Phone);
}

/// <summary>How long after a failure a phone went on.</summary>
/// <param name="Connected">The server had answered.</param>
/// <param name="Counted">A new event had come: the running set had been counted again, and on.</param>
public readonly record struct Resume(TimeSpan Connected, TimeSpan Counted);
