using System.Threading.Channels;
using PersonalPT.Api.Telemetry;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Api.Tracking;

/// <summary>
/// What a phone has sent and its session has not taken yet. Bounded by messages and by inputs: where it is full, <see cref="Write"/> waits, so nobody
/// reads from the connection, and HTTP/2 flow control stops the phone. One writer, one reader.
/// </summary>
internal sealed class InputBuffer(int maxMessages, int maxInputs, ApiInstruments instruments)
{
    private readonly Channel<ArrivedInputs> _messages = Channel.CreateBounded<ArrivedInputs>(
        new BoundedChannelOptions(maxMessages)
        {
            FullMode = BoundedChannelFullMode.Wait,
            SingleReader = true,
            SingleWriter = true,
            // Who waits for a message goes on where it was written: he does little before he waits again, and a hop to another thread costs more.
            AllowSynchronousContinuations = true,
        });

    private readonly Signal _drained = new();
    private int _inputs;
    private bool _waits;

    /// <summary>Inputs that wait.</summary>
    public int Inputs => Volatile.Read(ref _inputs);

    /// <summary>Messages that wait.</summary>
    public int Messages => _messages.Reader.Count;

    /// <summary>Adds a message, and waits until there is room for another one.</summary>
    public async ValueTask Write(ArrivedInputs message, CancellationToken cancellationToken)
    {
        // Counted first: whoever takes it may be quicker than this.
        Change(message.Inputs.Inputs.Count);
        if (!_messages.Writer.TryWrite(message))
        {
            try
            {
                await _messages.Writer.WriteAsync(message, cancellationToken);
            }
            catch
            {
                Change(-message.Inputs.Inputs.Count);
                throw;
            }
        }

        if (Inputs < maxInputs)
            return;

        Interlocked.Exchange(ref _waits, true);
        while (Inputs >= maxInputs)
            await _drained.Wait(cancellationToken);
        Volatile.Write(ref _waits, false);
    }

    /// <summary>Nothing more will come.</summary>
    public void Complete() => _messages.Writer.TryComplete();

    /// <summary>Waits for a message; false where nothing more will come.</summary>
    public ValueTask<bool> WaitToRead(CancellationToken cancellationToken) => _messages.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>The next message, left where it is.</summary>
    public bool TryPeek(out ArrivedInputs message) => _messages.Reader.TryPeek(out message);

    /// <summary>Takes the message that was peeked at.</summary>
    public void Take()
    {
        if (!_messages.Reader.TryRead(out var message))
            return;

        Change(-message.Inputs.Inputs.Count);
        if (Volatile.Read(ref _waits))
            _drained.Raise();
    }

    /// <summary>Forgets what waits.</summary>
    public void Abandon()
    {
        Complete();
        while (_messages.Reader.TryRead(out var message))
            Change(-message.Inputs.Inputs.Count);
    }

    private void Change(int inputs)
    {
        Interlocked.Add(ref _inputs, inputs);
        instruments.Buffered(inputs);
    }
}

/// <summary>Inputs that were checked.</summary>
/// <param name="Inputs">As they came.</param>
/// <param name="ArrivedMicros">When, microseconds since the Unix epoch.</param>
internal readonly record struct ArrivedInputs(TrackRequest Inputs, long ArrivedMicros);
