using System.Diagnostics;
using Grpc.Core;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Cli.Load;

/// <summary>
/// A phone that does as little as a phone can: it sends each message when it is due, whether or not anything has come back, and notes what comes.
/// A message that could not go out in time goes out as soon as it can and keeps the time at which it was due: latency counts from there.
/// </summary>
internal sealed class LoadPhone(LoadScript script, string sessionId, TimeSpan phase, TimeSpan period)
{
    private readonly HashSet<(int Set, int Ordinal)> _reps = [];
    private readonly List<RepLatency> _latencies = [];
    private readonly Dictionary<string, long> _cues = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private AsyncDuplexStreamingCall<byte[], TrackResponse>? _call;
    private long _beginning;
    private int _due;
    private int _sent;
    private int _sending;
    private ulong _lastEventSeq;

    public LoadScript Script => script;

    public string SessionId => sessionId;

    /// <summary>When its messages are due after those of the first phone.</summary>
    public TimeSpan Phase => phase;

    /// <summary>Messages that went out.</summary>
    public int Sent => Volatile.Read(ref _sent);

    /// <summary>Messages that were due and are still here.</summary>
    public int Behind => Volatile.Read(ref _due) - Sent;

    /// <summary>Different reps that arrived.</summary>
    public int Reps => _reps.Count;

    /// <summary>Reps that the library's counter has and that did not arrive.</summary>
    public int Lost => script.MessageOfRep.Keys.Count(rep => !_reps.Contains(rep));

    /// <summary>Reps that arrived twice, or that the library's counter does not have.</summary>
    public int Doubled { get; private set; }

    /// <summary>Inputs that the server says it never got.</summary>
    public int Gaps { get; private set; }

    /// <summary>Why it ended before its time; null where it did not.</summary>
    public string? Failure { get; private set; }

    /// <summary>What the server said where it refused or broke off; null where it did not.</summary>
    public RpcException? Refusal { get; private set; }

    /// <summary>One for each rep, in the order of the log. Read it after <see cref="Ended"/>.</summary>
    public IReadOnlyList<RepLatency> Latencies => _latencies;

    /// <summary>When each cue came: a timestamp of the process's clock, by the cue's id. Read it after <see cref="Ended"/>.</summary>
    public IReadOnlyDictionary<string, long> Cues => _cues;

    /// <summary>The server has said its first word.</summary>
    public Task Ready => _ready.Task;

    /// <summary>The stream is over.</summary>
    public Task Ended => _ended.Task;

    /// <summary>The same phone, that has not tried yet.</summary>
    public LoadPhone Anew() => new(script, sessionId, phase, period);

    /// <summary>Opens the stream.</summary>
    /// <param name="invoker">The connection.</param>
    /// <param name="headers">Who calls.</param>
    /// <param name="cancellationToken">Breaks the stream off.</param>
    /// <exception cref="RpcException">The server does not want it.</exception>
    public async Task OpenAsync(CallInvoker invoker, Metadata headers, CancellationToken cancellationToken)
    {
        _call = invoker.AsyncDuplexStreamingCall(LoadCalls.Track, host: null, new CallOptions(headers, cancellationToken: cancellationToken));
        _ = ReadAsync(_call.ResponseStream, cancellationToken);
        try
        {
            await _call.RequestStream.WriteAsync(LoadCalls.Open(sessionId), cancellationToken);
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException)
        {
            // Refused before it was read: the reader gets to know why.
        }

        await Ready;
        if (Failure is not null)
            throw Refusal ?? new RpcException(new Status(StatusCode.Unavailable, Failure));
    }

    /// <summary>From now on its messages are due.</summary>
    /// <param name="beginning">When the first message of the first phone is due.</param>
    public void Begin(long beginning) => _beginning = beginning;

    /// <summary>One more message is due.</summary>
    public void Send()
    {
        if (_ended.Task.IsCompleted)
            return;
        Interlocked.Increment(ref _due);
        if (Interlocked.CompareExchange(ref _sending, 1, 0) == 0)
            _ = SendDueAsync();
    }

    /// <summary>Nothing more will be due.</summary>
    public void Complete() => _ = CompleteAsync();

    private async Task CompleteAsync()
    {
        try
        {
            while (Behind > 0 && !_ended.Task.IsCompleted)
                await Task.WhenAny(_ended.Task, Task.Delay(20));
            await _call!.RequestStream.CompleteAsync();
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException or OperationCanceledException)
        {
            // The call is over.
        }
    }

    private async Task SendDueAsync()
    {
        try
        {
            do
            {
                while (_sent < Volatile.Read(ref _due))
                {
                    await _call!.RequestStream.WriteAsync(script.Messages[_sent]);
                    Volatile.Write(ref _sent, _sent + 1);
                }

                Volatile.Write(ref _sending, 0);
            }
            while (Behind > 0 && Interlocked.CompareExchange(ref _sending, 1, 0) == 0);
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException or OperationCanceledException)
        {
            // The call is over; the reader gets to know why.
        }
    }

    private async Task ReadAsync(IAsyncStreamReader<TrackResponse> responses, CancellationToken cancellationToken)
    {
        try
        {
            while (await responses.MoveNext(cancellationToken))
                Take(responses.Current);
            if (_sent < script.Messages.Count)
                Failure ??= "the server ended the stream";
        }
        catch (Exception e) when (e is RpcException or OperationCanceledException or IOException)
        {
            Refusal = e as RpcException;
            Failure = Refusal is { } rpc ? $"{rpc.StatusCode}: {rpc.Status.Detail}" : e.Message;
        }
        finally
        {
            _ready.TrySetResult();
            _ended.TrySetResult();
            _call!.Dispose();
        }
    }

    private void Take(TrackResponse response)
    {
        switch (response.ResponseCase)
        {
            case TrackResponse.ResponseOneofCase.Acknowledgement:
                _ready.TrySetResult();
                break;
            case TrackResponse.ResponseOneofCase.Event:
                Take(response.Event);
                break;
            case TrackResponse.ResponseOneofCase.NeedFrom:
                Failure ??= "the server asked for inputs again";
                break;
            case TrackResponse.ResponseOneofCase.Closing when response.Closing.Reason != StreamClosingReason.SessionEnded:
                Failure ??= $"the server closed the stream: {response.Closing.Reason}";
                break;
        }
    }

    private void Take(SessionEvent entry)
    {
        if (entry.EventSeq != _lastEventSeq + 1)
            Failure ??= $"event {entry.EventSeq} came after {_lastEventSeq}";
        _lastEventSeq = entry.EventSeq;
        if (entry.EventCase == SessionEvent.EventOneofCase.InputGap)
            Gaps++;
        if (entry.CueSent is { } cue)
            _cues[cue.CueId] = Stopwatch.GetTimestamp();
        if (entry.EventCase != SessionEvent.EventOneofCase.RepCompleted)
            return;

        var rep = ((int)entry.RepCompleted.SetNumber, (int)entry.RepCompleted.Ordinal);
        if (!_reps.Add(rep) || !script.MessageOfRep.TryGetValue(rep, out var message))
        {
            Doubled++;
            return;
        }

        var due = phase + message * period;
        _latencies.Add(new RepLatency(due, (Stopwatch.GetElapsedTime(_beginning) - due).TotalMilliseconds, entry.RecordedTimeUs));
    }
}

/// <summary>How long a rep took.</summary>
/// <param name="Due">When the message was due that made it, from the beginning of all streaming.</param>
/// <param name="Milliseconds">From then to its arrival at the phone.</param>
/// <param name="RecordedMicros">When the server wrote it down, by its clock: microseconds since the Unix epoch.</param>
internal readonly record struct RepLatency(TimeSpan Due, double Milliseconds, long RecordedMicros);
