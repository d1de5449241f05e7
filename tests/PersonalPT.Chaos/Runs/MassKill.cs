using PersonalPT.Testing.Sessions;

namespace PersonalPT.Chaos.Runs;

/// <summary>kill -9 of the server under many live phones: how long until all go on by themselves, and whether every log is what it must be.</summary>
internal sealed class MassKill(ChaosOptions options, Screen screen)
{
    // From when the server serves again: how long it takes to start is measured elsewhere, and shown here.
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_hopeless = TimeSpan.FromMinutes(5);

    /// <summary>Runs.</summary>
    /// <returns>Whether all resumed in time and every log is right.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await KillAsync(cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            screen.Broken(e, options.Phones);
            return false;
        }
    }

    private async Task<bool> KillAsync(CancellationToken cancellationToken)
    {
        using var hopeless = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        hopeless.CancelAfter(s_hopeless);
        var ct = hopeless.Token;
        await using var gym = await Gym.OpenAsync(options.Storage, options.Phones, ct);
        var films = Enumerable.Range(0, 12).Select(i => Film.Of(Gym.Exercises[i % Gym.Exercises.Count], (ulong)(options.Seed + i), 12)).ToArray();
        await using var crowd = await Crowd.StartAsync([.. gym.Networks.Select(n => n.Address)], films, ct);
        screen.Say($"{crowd.Count} phones stream.");

        var training = crowd.TrainAsync(ct);
        await crowd.CountedAsync(1, ct);
        var resuming = crowd.ResumedAsync(ct);
        var served = await gym.KillAsync(ct);
        var resumed = await resuming;
        await training;

        var tally = new Tally();
        foreach (var (sessionId, verdict) in await crowd.JudgeAsync(gym.Staff, gym.Models, ct))
            tally.Ended(sessionId, verdict, gaps: 0);
        screen.Resumes(tally, crowd.Count, served, resumed);
        return tally.IsRight && resumed.All(r => r.Connected - served <= s_bound);
    }
}
