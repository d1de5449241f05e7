using PersonalPT.Client;
using PersonalPT.Testing.Sessions;

namespace PersonalPT.Chaos.Runs;

/// <summary>kill -9 of the server under many live phones: how long until all go on by themselves, and whether every log is what it must be.</summary>
internal sealed class MassKill(ChaosOptions options, Screen screen)
{
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_hopeless = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(33);

    /// <summary>Runs.</summary>
    /// <returns>Whether all resumed in time and every log is right.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        using var hopeless = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        hopeless.CancelAfter(s_hopeless);
        var ct = hopeless.Token;
        await using var gym = await Gym.OpenAsync(options.Storage, options.Phones, ct);

        // A dozen films for all: what differs between people does not matter here, and making films would take the machine from the server.
        var films = Enumerable.Range(0, 12).Select(i => Film.Of(Gym.Exercises[i % Gym.Exercises.Count], (ulong)(options.Seed + i), 12)).ToArray();
        var people = new Person[options.Phones];
        await Parallel.ForAsync(0, people.Length, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = ct }, async (i, _) =>
        {
            var film = films[i % films.Length];
            var diary = new PhoneDiary();
            people[i] = new Person(film, diary, await FilmedPhone.StartAsync(gym.Networks[i].Address, $"athlete-{i}", FilmedPhone.SessionOf(film), diary, ct));
        });
        screen.Say($"{people.Length} phones stream.");

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var streaming = StreamAsync(people, ct);
        foreach (var person in people)
            await person.Phone.WhenAsync(p => p.Reps >= 1, ct);

        var killed = TimeProvider.System.GetTimestamp();
        var resumes = people.Select(person => ResumeAsync(person.Phone, killed, ct)).ToArray();
        var served = await gym.KillAsync(ct);
        var resumed = await Task.WhenAll(resumes);
        await streaming;
        foreach (var person in people)
            person.Ending = person.Phone.EndAsync(ct);
        await Task.WhenAll(people.Select(p => p.Ending!));

        var tally = new Tally();
        foreach (var person in people)
        {
            var log = await SessionLog.ReadAsync(gym.Staff, person.Phone.SessionId, ct);
            await gym.Models.FetchAsync(gym.Staff, log, ct);
            tally.Ended(person.Phone.SessionId, LogVerdict.Of(person.Diary, log, gym.Models, person.Phone.Seen), log.Count(e => e.InputGap is not null));
            await person.Phone.DisposeAsync();
        }

        screen.Resumes(tally, people.Length, served, resumed);
        return tally.IsRight && resumed.All(r => r.Counting <= s_bound);
    }

    private static async Task StreamAsync(Person[] people, CancellationToken cancellationToken)
    {
        using var ticks = new PeriodicTimer(s_tick);
        var began = TimeProvider.System.GetTimestamp();
        for (var i = 0; people.Any(p => i < p.Film.Frames.Count);)
        {
            await ticks.WaitForNextTickAsync(cancellationToken);
            for (var due = (int)(TimeProvider.System.GetElapsedTime(began).TotalSeconds * 30); i < due; i++)
            {
                foreach (var person in people)
                {
                    if (i < person.Film.Frames.Count)
                        person.Phone.Push(person.Film.Frames[i]);
                }
            }
        }
    }

    // Connected again: the server has answered. Counting again: the set has been counted anew up to where statuses of it come.
    private static async Task<Resume> ResumeAsync(FilmedPhone phone, long killed, CancellationToken cancellationToken)
    {
        await phone.WhenAsync(p => p.Connection != ConnectionState.Connected, cancellationToken);
        var before = phone.Status;
        await phone.WhenAsync(p => p.Connection == ConnectionState.Connected, cancellationToken);
        var connected = TimeProvider.System.GetElapsedTime(killed);
        await phone.WhenAsync(p => !ReferenceEquals(p.Status, before), cancellationToken);
        return new Resume(connected, TimeProvider.System.GetElapsedTime(killed));
    }

    private sealed record Person(Film Film, PhoneDiary Diary, FilmedPhone Phone)
    {
        public Task? Ending { get; set; }
    }
}

/// <summary>How long after the kill a phone went on.</summary>
/// <param name="Connected">The server had answered.</param>
/// <param name="Counting">The server counted again.</param>
internal readonly record struct Resume(TimeSpan Connected, TimeSpan Counting);
