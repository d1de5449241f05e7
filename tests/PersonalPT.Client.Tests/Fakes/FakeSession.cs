using System.Threading.Channels;
using Google.Protobuf;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Client.Tests.Fakes;

/// <summary>A session as the protocol describes it: its log of inputs, its events, and a script of what goes wrong.</summary>
public sealed class FakeSession(string sessionId)
{
    public const int EventEvery = 7;
    private const int MostInputs = 600;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<ulong, Input> _log = [];
    private readonly Dictionary<ulong, ByteString> _ever = [];
    private readonly List<SessionEvent> _events = [];
    private readonly HashSet<string> _keys = [];
    private readonly List<string> _violations = [];
    private readonly Queue<BatchFate> _batchFates = [];
    private readonly Queue<OpenFault> _openFaults = [];
    private ulong _next = 1;
    private ulong _durable = 1;
    private bool _ended;
    private FakeStream? _stream;

    /// <summary>Where the client broke a rule.</summary>
    public IReadOnlyList<string> Violations
    {
        get
        {
            lock (_gate)
                return [.. _violations];
        }
    }

    /// <summary>The counter's inputs by number.</summary>
    public IReadOnlyList<(ulong Seq, Input Input)> Log
    {
        get
        {
            lock (_gate)
                return [.. _log.Select(entry => (entry.Key, entry.Value))];
        }
    }

    public IReadOnlyList<SessionEvent> Events
    {
        get
        {
            lock (_gate)
                return [.. _events];
        }
    }

    /// <summary>Batches whose fate is still to come.</summary>
    public int Fates
    {
        get
        {
            lock (_gate)
                return _batchFates.Count;
        }
    }

    public int StreamsOpened { get; private set; }

    public int RestartsDone { get; private set; }

    public TrackOpen? LastOpen { get; private set; }

    public void Script(IEnumerable<OpenFault> opens, IEnumerable<BatchFate> batches)
    {
        lock (_gate)
        {
            foreach (var open in opens)
                _openFaults.Enqueue(open);
            foreach (var batch in batches)
                _batchFates.Enqueue(batch);
        }
    }

    /// <summary>How its landmarks are made.</summary>
    public CaptureHeader Capture { get; private set; } = new();

    public void Start(CaptureHeader? capture = null)
    {
        lock (_gate)
        {
            Capture = capture ?? Capture;
            Add("started", e => e.SessionStarted = new SessionStarted());
        }
    }

    public Acknowledgement Acknowledgement()
    {
        lock (_gate)
            return new Acknowledgement { NextInputSeq = _next, DurableInputSeq = _durable, LastEventSeq = (ulong)_events.Count };
    }

    /// <summary>What a living session says every second.</summary>
    public void Heartbeat()
    {
        lock (_gate)
        {
            if (_stream is { Hung: false, Answered: true } stream)
                stream.Say(new TrackResponse { Acknowledgement = Acknowledgement() });
        }
    }

    /// <summary>Says something to the phone whose stream is open.</summary>
    public void Say(TrackResponse response)
    {
        lock (_gate)
            (_stream ?? throw new InvalidOperationException("No stream is open.")).Say(response);
    }

    /// <summary>Breaks the stream that is open.</summary>
    public void Cut()
    {
        lock (_gate)
            _stream?.Cut(Grpc.Core.StatusCode.Unavailable);
    }

    /// <summary>Adds an event by itself, and sends it where a phone listens.</summary>
    public void AddEvent(string key)
    {
        lock (_gate)
        {
            Add(key, e => e.SetStarted = new SetStarted { SetNumber = 1 });
            if (_stream is { Hung: false, Answered: true } stream)
                stream.Say(new TrackResponse { Event = _events[^1] });
        }
    }

    /// <summary>Rebuilds the counter from a durable point.</summary>
    public void RestartAt(ulong durable)
    {
        lock (_gate)
        {
            _durable = durable;
            Restart();
        }
    }

    /// <summary>Ends the session as the daily sweep does.</summary>
    public void EndAsAbandoned()
    {
        lock (_gate)
        {
            _ended = true;
            Add("ended", e => e.SessionEnded = new SessionEnded { Reason = SessionEndReason.Abandoned });
        }
    }

    public void Open(FakeStream stream, TrackOpen open)
    {
        lock (_gate)
        {
            StreamsOpened++;
            LastOpen = open;
            _stream?.Close(StreamClosingReason.Superseded);
            _stream = stream;
            var fault = _openFaults.Count > 0 ? _openFaults.Dequeue() : OpenFault.None;
            if (fault is OpenFault.Unavailable or OpenFault.Overloaded)
            {
                stream.Cut(fault == OpenFault.Unavailable ? Grpc.Core.StatusCode.Unavailable : Grpc.Core.StatusCode.ResourceExhausted);
                return;
            }

            if (fault == OpenFault.Hang)
            {
                stream.Hung = true;
                return;
            }

            if (fault == OpenFault.Restart)
                Restart();
            if (open.AfterEventSeq > (ulong)_events.Count)
                _violations.Add($"The phone claims event {open.AfterEventSeq}, there are {_events.Count}.");
            if (open.OldestHeldInputSeq > _next)
            {
                var missing = _next;
                _next = _durable = open.OldestHeldInputSeq;
                Add($"gap:{missing}", e => e.InputGap = new InputGap { FirstMissingInputSeq = missing, NextInputSeq = _next });
            }

            stream.Answered = true;
            stream.Say(new TrackResponse { Acknowledgement = Acknowledgement() });
            if (fault == OpenFault.CutAfterFirstAcknowledgement)
            {
                stream.Cut(Grpc.Core.StatusCode.Unavailable);
                return;
            }

            SendEvents(stream, (int)open.AfterEventSeq);
            if (_ended)
                stream.Close(StreamClosingReason.SessionEnded);
        }
    }

    public void Receive(FakeStream stream, ulong firstSeq, IReadOnlyList<Input> inputs)
    {
        lock (_gate)
        {
            if (!ReferenceEquals(stream, _stream) || stream.Hung)
                return;
            if (inputs.Count is 0 or > MostInputs)
                _violations.Add($"A batch of {inputs.Count} inputs.");
            var fate = _batchFates.Count > 0 ? _batchFates.Dequeue() : new BatchFate(BatchFault.None, -1);
            var before = _events.Count;
            switch (fate.Fault)
            {
                case BatchFault.CutBeforeTaking:
                    stream.Break();
                    return;
                case BatchFault.ForgetBatch:
                    return;
                case BatchFault.Hang:
                    stream.Hung = true;
                    return;
                case BatchFault.RefuseToken:
                    stream.Cut(Grpc.Core.StatusCode.Unauthenticated);
                    return;
                case BatchFault.RestartBeforeTaking:
                    Restart();
                    break;
            }

            if (!Take(firstSeq, inputs))
            {
                stream.Say(new TrackResponse { NeedFrom = new NeedFrom { InputSeq = _next } });
                return;
            }

            if (fate.DurableLag >= 0 && _next > (ulong)fate.DurableLag)
                _durable = Math.Max(_durable, _next - (ulong)fate.DurableLag);
            switch (fate.Fault)
            {
                case BatchFault.CutAfterTaking:
                    stream.Cut(Grpc.Core.StatusCode.Unavailable);
                    return;
                case BatchFault.EndWithoutReason:
                    stream.Finish();
                    return;
                case BatchFault.CloseForResume:
                    stream.Close(StreamClosingReason.Resume);
                    return;
                case BatchFault.CloseAsIdle:
                    stream.Close(StreamClosingReason.Idle);
                    return;
                case BatchFault.RestartAfterTaking:
                    Restart();
                    break;
                case BatchFault.LoseEvents:
                    before = _events.Count;
                    break;
                case BatchFault.RepeatEvents:
                    SendEvents(stream, 0);
                    break;
                case BatchFault.AskAgain:
                    stream.Say(new TrackResponse { NeedFrom = new NeedFrom { InputSeq = Math.Max(_durable, _next - Math.Min(_next, 20)) } });
                    break;
            }

            SendEvents(stream, before);
            stream.Say(new TrackResponse { Acknowledgement = Acknowledgement() });
            if (_ended)
                stream.Close(StreamClosingReason.SessionEnded);
        }
    }

    // A batch that runs ahead is not taken; what was seen before is dropped, and must be what it was.
    private bool Take(ulong firstSeq, IReadOnlyList<Input> inputs)
    {
        if (firstSeq > _next)
            return false;
        for (var i = 0; i < inputs.Count; i++)
        {
            var seq = firstSeq + (ulong)i;
            var bytes = inputs[i].ToByteString();
            if (_ever.TryGetValue(seq, out var earlier) && earlier != bytes)
                _violations.Add($"Input {seq} is not what it was.");
            _ever[seq] = bytes;
            if (seq < _next)
                continue;
            if (_ended && _log.Values.Any(input => input.InputCase == Input.InputOneofCase.EndSession))
                _violations.Add($"Input {seq} comes after the end.");
            _log[seq] = inputs[i];
            _next = seq + 1;
            if (inputs[i].InputCase == Input.InputOneofCase.EndSession)
            {
                _ended = true;
                Add("ended", e => e.SessionEnded = new SessionEnded { Reason = SessionEndReason.Client });
            }
            else if (seq % EventEvery == 0)
            {
                Add($"rep:{seq}", e => e.RepCompleted = new RepCompleted { SetNumber = 1, Ordinal = (uint)(seq / EventEvery) });
            }
        }

        return true;
    }

    private void Restart()
    {
        RestartsDone++;
        if (_ended)
            return;
        for (var seq = _durable; seq < _next; seq++)
            _log.Remove(seq);
        _next = _durable;
    }

    private void SendEvents(FakeStream stream, int from)
    {
        foreach (var sessionEvent in _events.Skip(from))
            stream.Say(new TrackResponse { Event = sessionEvent });
    }

    // What the journal holds already is not written again.
    private void Add(string key, Action<SessionEvent> fill)
    {
        if (!_keys.Add(key))
            return;
        var added = new SessionEvent { EventSeq = (ulong)_events.Count + 1, SessionId = sessionId };
        fill(added);
        _events.Add(added);
    }
}

/// <summary>One phone's stream, as the server sees it.</summary>
public sealed class FakeStream
{
    private readonly Channel<TrackResponse> _responses = Channel.CreateUnbounded<TrackResponse>();

    public bool Hung { get; set; }

    public bool Answered { get; set; }

    public ChannelReader<TrackResponse> Responses => _responses.Reader;

    public void Say(TrackResponse response) => _responses.Writer.TryWrite(response);

    /// <summary>Whether the path itself breaks at the end, without a word from the server.</summary>
    public bool Broken { get; private set; }

    public void Break()
    {
        Broken = true;
        Finish();
    }

    public void Finish() => _responses.Writer.TryComplete();

    public void Cut(Grpc.Core.StatusCode code) => _responses.Writer.TryComplete(FakeServer.Error(code, "cut by the script"));

    public void Close(StreamClosingReason reason)
    {
        Say(new TrackResponse { Closing = new StreamClosing { Reason = reason } });
        Finish();
    }
}
