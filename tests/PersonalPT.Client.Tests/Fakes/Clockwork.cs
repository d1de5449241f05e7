using Microsoft.Extensions.Time.Testing;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Client.Tests.Fakes;

/// <summary>
/// Lets the client's time pass. Every step waits for an answer from the server, so that time never runs far ahead of what travels over the same loopback.
/// </summary>
public sealed class Clockwork(FakeServer server, PersonalPTClient pace, FakeTimeProvider time)
{
    private static readonly TimeSpan _step = TimeSpan.FromMilliseconds(250);
    private static readonly GetSessionRequest _anything = new();
    private int _steps;

    /// <summary>Lets one step of time pass.</summary>
    public async Task StepAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < 2; i++)
            await pace.Sessions.GetSessionAsync(_anything, cancellationToken: cancellationToken);
        time.Advance(_step);
        if (++_steps % 4 == 0)
            server.Second();
    }

    /// <summary>Lets time pass until something is done, and gives its outcome.</summary>
    public async Task<T> UntilAsync<T>(Task<T> done, CancellationToken cancellationToken)
    {
        while (!done.IsCompleted)
            await StepAsync(cancellationToken);
        return await done;
    }

    /// <summary>Lets time pass until something holds.</summary>
    public async Task UntilAsync(Func<bool> holds, CancellationToken cancellationToken)
    {
        while (!holds())
            await StepAsync(cancellationToken);
    }
}
