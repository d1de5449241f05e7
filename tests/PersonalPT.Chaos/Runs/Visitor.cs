using PersonalPT.Client;
using PersonalPT.Protocol.V1;
using PersonalPT.Testing.Sessions;

namespace PersonalPT.Chaos.Runs;

/// <summary>Somebody who trains one session after the other in front of his phone, whatever happens to it.</summary>
internal sealed class Visitor(
    Gym gym, GroupClass group, Coach coach, int number, ChaosOptions options, Tally tally, CancellationToken enough, CancellationToken hopeless)
{
    private const int LastFrames = 60;

    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(20);

    private readonly Random _dice = new(HashCode(options.Seed, number));
    private readonly string _name = NameOf(number);
    private int _appKills;
    private int _takeOvers;

    /// <summary>What an athlete is called.</summary>
    public static string NameOf(int number) => $"athlete-{number}";

    /// <summary>The phone's app is killed at the next frame.</summary>
    public void KillApp() => Interlocked.Increment(ref _appKills);

    /// <summary>Another phone takes over at the next frame.</summary>
    public void TakeOver() => Interlocked.Increment(ref _takeOvers);

    /// <summary>Takes the coach's grant away for a while.</summary>
    /// <returns>Whether it was there.</returns>
    public Task<bool> RevokeAsync(TimeSpan lasts, CancellationToken cancellationToken) => coach.RevokeAsync(lasts, cancellationToken);

    /// <summary>Trains until it is enough.</summary>
    public async Task RunAsync()
    {
        await coach.GrantAsync(hopeless);
        while (!enough.IsCancellationRequested)
            await TrainAsync();
    }

    private static int HashCode(int seed, int number) => unchecked((seed * 7919) + (number * 104_729));

    private async Task TrainAsync()
    {
        var film = Film.Of(Draw(Gym.Exercises), (ulong)_dice.Next(1_000_000), Enumerable.Range(0, _dice.Next(1, 4)).Select(_ => _dice.Next(3, 11)).ToArray());
        var buttons = Buttons(film);
        var session = FilmedPhone.SessionOf(film);
        var diary = new PhoneDiary();
        var phones = new List<FilmedPhone>();
        await tally.TrainAsync(session.SessionId!, () => TrainAsync(film, buttons, session, diary, phones), hopeless);
    }

    private async Task TrainAsync(
        Film film, Dictionary<int, MadeInputKind> buttons, LiveSessionOptions session, PhoneDiary diary, List<FilmedPhone> phones)
    {
        var participant = 0u;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(hopeless);
        Task<Coaching>? coaching = null;
        try
        {
            await using var athlete = gym.Connect("athlete", _name);
            var phone = await Gym.UntilAnswered(() => Start(), hopeless);
            participant = await group.JoinAsync(athlete, session.SessionId!, film.Frames[0].CaptureMicros, hopeless);
            coaching = coach.AccompanyAsync(session.SessionId!, over.Token);
            phone = await PlayAsync(film, buttons, phone, Start);
            while (true)
            {
                try
                {
                    await phone.EndAsync(hopeless);
                    break;
                }
                catch (PersonalPTException) when (phone.IsOver)
                {
                    phone = await ReplaceAsync(phone, Start);
                }
            }

            await over.CancelAsync();
            await JudgeAsync(session.SessionId!, participant, diary, phones, await coaching);
        }
        finally
        {
            await over.CancelAsync();
            if (coaching is not null)
                await coaching;
            foreach (var phone in phones)
                await phone.DisposeAsync();
        }

        async Task<FilmedPhone> Start()
        {
            var phone = await FilmedPhone.StartAsync(gym.Networks[number].Address, _name, session, diary, hopeless);
            phones.Add(phone);
            _ = CountResumes(phone);
            return phone;
        }
    }

    private string Draw(IReadOnlyList<string> among) => among[_dice.Next(among.Count)];

    // What an athlete presses, and at which frame.
    private Dictionary<int, MadeInputKind> Buttons(Film film)
    {
        var buttons = new Dictionary<int, MadeInputKind>();
        if (_dice.Next(4) == 0)
            buttons[_dice.Next(film.Frames.Count)] = MadeInputKind.EndSet;
        if (_dice.Next(4) == 0)
        {
            var at = _dice.Next(film.Frames.Count - 100);
            buttons[at] = MadeInputKind.Pause;
            buttons[at + 1 + _dice.Next(90)] = MadeInputKind.Unpause;
        }

        if (_dice.Next(4) == 0)
            buttons[_dice.Next(film.Frames.Count)] = MadeInputKind.SelectExercise;
        return buttons;
    }

    private async Task<FilmedPhone> PlayAsync(
        Film film, Dictionary<int, MadeInputKind> buttons, FilmedPhone phone, Func<Task<FilmedPhone>> start)
    {
        using var ticks = new PeriodicTimer(s_tick);
        var began = TimeProvider.System.GetTimestamp();
        FilmedPhone? before = null;
        var beforeUntil = 0;
        for (var i = 0; i < film.Frames.Count && !enough.IsCancellationRequested;)
        {
            await ticks.WaitForNextTickAsync(hopeless);
            if (Interlocked.Exchange(ref _appKills, 0) > 0)
            {
                await phone.DisposeAsync();
                tally.AppRestarted();
                phone = await Gym.UntilAnswered(start, hopeless);
                before = null;
            }

            if (Interlocked.Exchange(ref _takeOvers, 0) > 0)
            {
                // The one before goes on filming until the other has the session, or its battery is empty.
                beforeUntil = i + LastFrames;
                if (before is not null)
                    await before.DisposeAsync();
                before = phone;
                tally.TakenOver();
                phone = await Gym.UntilAnswered(start, hopeless);
            }

            if (before is not null && (phone.Connection == ConnectionState.Connected || i > beforeUntil))
            {
                await before.DisposeAsync();
                before = null;
            }

            if (phone.IsOver)
                phone = await ReplaceAsync(phone, start);
            var due = (int)(TimeProvider.System.GetElapsedTime(began).TotalSeconds * options.Speed * 30);
            tally.Framed(Math.Min(due, film.Frames.Count) - i);
            for (; i < due && i < film.Frames.Count; i++)
            {
                phone.Push(film.Frames[i]);
                before?.Push(film.Frames[i]);
                if (buttons.TryGetValue(i, out var button))
                    phone.Press(button, button == MadeInputKind.SelectExercise ? film.ExerciseId : null);
            }
        }

        if (before is not null)
            await before.DisposeAsync();
        return phone;
    }

    // A phone that cannot go on is replaced as a person would: the app is started again.
    private async Task<FilmedPhone> ReplaceAsync(FilmedPhone phone, Func<Task<FilmedPhone>> start)
    {
        if (phone.Problem is not { Kind: PersonalPTErrorKind.OutOfStep or PersonalPTErrorKind.Superseded })
            throw phone.Problem ?? new InvalidOperationException($"The phone is {phone.Connection} without a reason.") as Exception;
        tally.StepLost();
        await phone.DisposeAsync();
        return await Gym.UntilAnswered(start, hopeless);
    }

    private async Task CountResumes(FilmedPhone phone)
    {
        try
        {
            while (true)
            {
                await phone.WhenAsync(p => p.IsOver || p.Connection == ConnectionState.Connected, hopeless);
                await phone.WhenAsync(p => p.IsOver || p.Connection != ConnectionState.Connected, hopeless);
                if (phone.IsOver)
                    return;
                tally.Resumed();
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    private async Task JudgeAsync(string sessionId, uint participant, PhoneDiary diary, List<FilmedPhone> phones, Coaching coaching)
    {
        var log = await Gym.UntilAnswered(async () =>
        {
            var events = await SessionLog.ReadAsync(gym.Staff, sessionId, hopeless);
            await gym.Models.FetchAsync(gym.Staff, events, hopeless);
            return events;
        }, hopeless);
        var verdict = LogVerdict.Of(diary, log, gym.Models, phones.Select(p => p.Seen));
        tally.Ended($"{sessionId} of {_name} (inputs {diary}; log {string.Join(' ', log.Select(Short))})", verdict, log.Count(e => e.InputGap is not null));
        var (lost, doubled) = coaching.Judge(log);
        tally.Coached(sessionId, coaching.Cues, lost, doubled);
        group.Expect(participant, log);
    }

    private static string Short(SessionEvent entry) => entry.InputGap is { } gap
        ? $"gap:{gap.FirstMissingInputSeq}-{gap.NextInputSeq}"
        : entry.SetEnded is { } ended ? $"end{ended.SetNumber}:{ended.Reason}" : entry.RepCompleted is { } rep ? $"{rep.SetNumber}.{rep.Ordinal}" : $"{entry.EventCase}";
}
