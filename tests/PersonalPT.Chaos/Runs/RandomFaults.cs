using System.Globalization;
using PersonalPT.Chaos.Faults;
using PersonalPT.Protocol.V1;
using PersonalPT.Testing.Network;

namespace PersonalPT.Chaos.Runs;

/// <summary>People train, and whatever can go wrong does, as drawn from the seed; every session that ends is held against the oracle.</summary>
internal sealed class RandomFaults(ChaosOptions options, Screen screen)
{
    // After the last fault everything must come to its end by itself within this.
    private static readonly TimeSpan s_recovery = TimeSpan.FromSeconds(90);

    /// <summary>Runs.</summary>
    /// <returns>Whether all was right.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var tally = new Tally();
        var began = TimeProvider.System.GetTimestamp();
        await using var gym = await Gym.OpenAsync(options.Storage, options.Phones, cancellationToken);
        screen.Say($"{options.Phones} people train at {options.Speed:0.#} times real time; server ready after {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0.0} s.");

        var plan = FaultPlan.Draw(options.Seed, options.Length, options.Every, options.Phones, options.OnSqlite);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var hopeless = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var group = new GroupClass(gym, tally);
        await group.StartAsync(cancellationToken);
        using var boardsGoOn = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var board = group.WatchAsync(boardsGoOn.Token);
        var coaches = Enumerable.Range(0, options.Phones).Select(i => new Coach(gym, Visitor.NameOf(i), i, unchecked(options.Seed + (31 * i)), tally)).ToArray();
        var visitors = Enumerable.Range(0, options.Phones).Select(i => new Visitor(gym, group, coaches[i], i, options, tally, enough.Token, hopeless.Token)).ToArray();
        var training = Task.WhenAll(visitors.Select(v => Task.Run(v.RunAsync, CancellationToken.None)));

        began = TimeProvider.System.GetTimestamp();
        var underWay = new List<Task>();
        foreach (var fault in plan)
        {
            var rest = fault.At - TimeProvider.System.GetElapsedTime(began);
            if (rest > TimeSpan.Zero)
                await Task.Delay(rest, cancellationToken);
            screen.Fault(fault);
            underWay.Add(tally.HappenAsync(fault.Kind, () => HappenAsync(gym, group, visitors, fault, cancellationToken), cancellationToken));
        }

        var left = options.Length - TimeProvider.System.GetElapsedTime(began);
        if (left > TimeSpan.Zero)
            await Task.Delay(left, cancellationToken);
        await Task.WhenAll(underWay);
        await enough.CancelAsync();
        hopeless.CancelAfter(s_recovery);
        await training;
        await tally.TrainAsync("of the group", () => group.JudgeAsync(hopeless.Token), hopeless.Token);
        foreach (var coach in coaches)
            await coach.DisposeAsync();
        await boardsGoOn.CancelAsync();
        await board;

        screen.Result(tally, options, gym.Starts, TimeProvider.System.GetElapsedTime(began));
        return tally.IsRight && tally.Sessions > 0;
    }

    private static async Task<bool> HappenAsync(Gym gym, GroupClass group, Visitor[] visitors, Fault fault, CancellationToken cancellationToken)
    {
        // A server that is down already cannot be killed; on a slow machine such faults would queue up and come long after their time.
        if (fault.IsServers && gym.IsBusy)
            return false;
        var network = gym.Networks[fault.Phone];
        switch (fault.Kind)
        {
            case FaultKind.Reset:
                network.CutAll(CutKind.Reset);
                break;
            case FaultKind.Finish:
                network.CutAll(CutKind.Finish);
                break;
            case FaultKind.CutAll:
                foreach (var each in gym.Networks)
                    each.CutAll(CutKind.Reset);
                break;
            case FaultKind.HalfOpen:
                foreach (var connection in network.Connections)
                    connection.Condition = LinkCondition.HalfOpen;
                break;
            case FaultKind.BlackHole:
                await Meanwhile(network, LinkCondition.HalfOpen, fault.Lasts, cancellationToken);
                break;
            case FaultKind.Hold:
                await Meanwhile(network, LinkCondition.Held, fault.Lasts, cancellationToken);
                break;
            case FaultKind.Throttle:
                await Meanwhile(network, new LinkCondition { BytesPerSecond = fault.Amount }, fault.Lasts, cancellationToken);
                break;
            case FaultKind.Delay:
                await Meanwhile(network, new LinkCondition { Delay = TimeSpan.FromMilliseconds(fault.Amount) }, fault.Lasts, cancellationToken);
                break;
            case FaultKind.KillServer:
                await gym.KillAsync(cancellationToken);
                break;
            case FaultKind.FreezeServer:
                await gym.FreezeAsync(fault.Lasts, cancellationToken);
                break;
            case FaultKind.RestartServer:
                await gym.RestartAsync(cancellationToken);
                break;
            case FaultKind.FillDisk:
                await gym.FillDiskAsync(fault.Lasts, cancellationToken);
                break;
            case FaultKind.ActivateModel:
                var request = new ActivateModelRequest
                {
                    ExerciseId = Gym.Exercises[fault.Phone % Gym.Exercises.Count],
                    Version = 1 + (uint)(fault.Amount % 3),
                };
                await Gym.UntilAnswered(async () => await gym.Staff.Models.ActivateModelAsync(request, cancellationToken: cancellationToken), cancellationToken);
                break;
            case FaultKind.KillApp:
                visitors[fault.Phone].KillApp();
                break;
            case FaultKind.TakeOver:
                visitors[fault.Phone].TakeOver();
                break;
            case FaultKind.Revoke:
                return await visitors[fault.Phone].RevokeAsync(fault.Lasts, cancellationToken);
            case FaultKind.SkipRound:
                return await group.SkipAsync(cancellationToken);
            default:
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Nobody knows how to do {fault.Kind}."));
        }

        return true;
    }

    private static async Task Meanwhile(FaultyNetwork network, LinkCondition condition, TimeSpan lasts, CancellationToken cancellationToken)
    {
        network.Condition = condition;
        await Task.Delay(lasts, cancellationToken);
        network.Condition = LinkCondition.Good;
    }
}
