using Microsoft.Extensions.Time.Testing;
using PersonalPT.Client;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Cluster.Tests.Protocol;

/// <summary>The client's own memory, with inputs that carry their numbers as their times.</summary>
internal sealed class OutboxMemory : IPhoneMemory
{
    private readonly FakeTimeProvider _time = new();
    private readonly EncodedRequest _request = new();
    private readonly Outbox _outbox;
    private ulong _made;

    public OutboxMemory(int room) => _outbox = new Outbox(
        1, new LiveSessionOptions { ExerciseId = "squat", Capture = new CaptureHeader(), Linger = TimeSpan.Zero, MaxBufferedInputs = room }, _time, new Doorbell(), _ => { });

    public long OldestHeld => (long)_outbox.OldestHeld;

    public long Open() => (long)_outbox.Open();

    public void Leave() => _outbox.Leave();

    public void Push(int count)
    {
        Span<byte> input = stackalloc byte[InputEncoding.MaxFrameSize];
        for (var i = 0; i < count; i++)
            _outbox.Append(input[..InputEncoding.WriteNobody(++_made, input)], Input.InputOneofCase.EndSet);
    }

    public bool Begin(long next, long durable) => _outbox.Begin(Acknowledgement(next, durable));

    public bool Acknowledge(long next, long durable) => _outbox.Acknowledge(Acknowledgement(next, durable));

    public bool Rewind(long inputSeq) => _outbox.Rewind((ulong)inputSeq);

    public (long First, long Last)? Take(out bool isLost)
    {
        var answer = _outbox.Take(_request);
        isLost = answer == OutboxAnswer.Lost;
        if (answer != OutboxAnswer.Send)
            return null;

        var sent = TrackRequest.Parser.ParseFrom(_request.Bytes);
        Assert.Equal(Enumerable.Range(0, sent.Inputs.Count).Select(i => sent.FirstInputSeq + (ulong)i), sent.Inputs.Select(i => i.TimeUs));
        return ((long)sent.FirstInputSeq, (long)sent.FirstInputSeq + sent.Inputs.Count - 1);
    }

    private static Acknowledgement Acknowledgement(long next, long durable) => new() { NextInputSeq = (ulong)next, DurableInputSeq = (ulong)durable };
}
