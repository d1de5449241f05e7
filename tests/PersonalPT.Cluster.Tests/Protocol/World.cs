using System.Collections.Concurrent;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Grains.Tests.House;

namespace PersonalPT.Cluster.Tests.Protocol;

/// <summary>
/// One phone, its streams, the gateways, the places where its session may be counted and the journal, all moved by hand, one step at a time. Whatever
/// is moved in whatever order, the promises must hold: those that are about a moment are checked at that moment, the others at the end.
/// </summary>
internal sealed class World(IPlaces places, GatedJournal journal, IPhoneMemory phone, int room, Func<long, long, long, long, InputBatch> batch, long last)
{
    private const int MostRounds = 400;

    // Nothing in here waits for time: what has not happened by then never will.
    private static readonly TimeSpan s_inVain = TimeSpan.FromSeconds(60);

    private readonly List<Stream> _streams = [];
    private readonly List<Call> _calls = [];
    private readonly ConcurrentQueue<string> _broken = [];
    private readonly List<(long First, long Last)> _calledIn = [];
    private Stream? _current;
    private long _pushed;
    private long _durableHeard = 1;
    private long _openings;
    private long _sentUpTo;

    /// <summary>Promises that were broken.</summary>
    public IEnumerable<string> Broken => [.. _broken, .. journal.Broken];

    /// <summary>Inputs that were sent once more.</summary>
    public long SentAgain { get; private set; }

    /// <summary>Inputs that were sent and not known to be taken when a stream was left.</summary>
    public long InFlightWhenLeft { get; private set; }

    /// <summary>How often the session was claimed.</summary>
    public int Claims => journal.Claims;

    /// <summary>Whether inputs had to go because there was no room for them.</summary>
    public bool HasLost { get; private set; }

    public async Task Make(Move move)
    {
        switch (move.Kind)
        {
            case MoveKind.Push:
                Push(move.Number % 10 == 0 ? 10 * (move.Number + 1) : 1 + (move.Number / 4));
                break;
            case MoveKind.Open:
                Open(move.Number % places.Count);
                break;
            case MoveKind.Send:
                Send();
                break;
            case MoveKind.Arrive when Pick(_streams.Where(s => s.IsOnItsWay), move.Number) is { } stream:
                await Arrive(stream);
                break;
            case MoveKind.Cut when Pick(_streams.Where(s => !s.IsCut), move.Number) is { } stream:
                stream.IsCut = true;
                stream.Wire.Clear();
                stream.Observing ??= Task.FromResult<SessionSnapshot?>(null);
                if (stream == _current)
                    Leave();
                break;
            case MoveKind.Hear:
                Hear();
                break;
            case MoveKind.Repeat when _calledIn.Count > 0:
                var (first, end) = _calledIn[move.Number % _calledIn.Count];
                await CallIn(null, move.Number % places.Count, first, end);
                break;
            case MoveKind.Commit:
                await Decide(move.Number, Fate.Written);
                break;
            case MoveKind.FailCommit:
                await Decide(move.Number, Fate.NotWritten);
                break;
            case MoveKind.CommitUnheard:
                await Decide(move.Number, Fate.WrittenUnheard);
                break;
            case MoveKind.Crash:
                await Crash(move.Number % places.Count);
                break;
            case MoveKind.Claim:
                await journal.ClaimNow();
                break;
            case MoveKind.Look:
                await Look(move.Number % places.Count);
                break;
            case MoveKind.ActivateModel:
                await places.ActivateModel();
                break;
            case MoveKind.Wait:
                places.Pass(TimeSpan.FromSeconds(1 + (move.Number % 6)));
                break;
        }

        await Harvest();
        await CheckPhone();
    }

    /// <summary>All faults stop. Everything must be taken then, and the session end.</summary>
    public async Task Heal()
    {
        journal.Open();
        await Settle();
        Push((int)(last - _pushed));
        for (var round = 0; round < MostRounds; round++)
        {
            var row = await journal.Store.Find(journal.Session, CancellationToken.None);
            if (row!.EndedMicros is not null)
            {
                await Settle();
                await journal.Check();
                return;
            }

            if (_current is null)
                Open(0);
            while (_current is { Answers.Count: > 0 })
                Hear();
            Send();
            while (_streams.FirstOrDefault(s => s.IsOnItsWay) is { } stream)
                await Arrive(stream);
            await Settle();
            await Harvest();
            await CheckPhone();
        }

        _broken.Enqueue("The faults have stopped, and the session does not come to its end.");
    }

    private static T? Pick<T>(IEnumerable<T> among, int number)
        where T : class
    {
        var all = among.ToArray();
        return all.Length == 0 ? null : all[number % all.Length];
    }

    private void Push(int count)
    {
        count = (int)Math.Min(count, last - _pushed);
        if (count <= 0)
            return;

        phone.Push(count);
        _pushed += count;
    }

    private void Open(int place)
    {
        Leave();
        _current = new Stream(this, place, ++_openings, phone.Open());
        _streams.Add(_current);
    }

    private void Leave()
    {
        if (_current is { IsHeard: true } left)
            InFlightWhenLeft += Math.Max(0, _sentUpTo + 1 - left.Acknowledged);
        if (_current is not null)
            phone.Leave();
        _current = null;
    }

    private void Send()
    {
        if (_current is not { IsHeard: true, IsCut: false } stream)
            return;

        if (phone.Take(out var isLost) is { } next)
        {
            SentAgain += Math.Max(0, Math.Min(_sentUpTo, next.Last) + 1 - next.First);
            _sentUpTo = Math.Max(_sentUpTo, next.Last);
            stream.Wire.Enqueue(next);
        }
        else if (isLost)
        {
            Leave();
        }
    }

    private async Task Arrive(Stream stream)
    {
        if (stream.Observing is not null)
        {
            stream.Buffer.Enqueue(stream.Wire.Dequeue());
            await Pump(stream);
            return;
        }

        stream.Observing = places.At(stream.Place).Observe(
            places.Reference(stream.Place, stream), asPhone: true, stream.OldestHeld, new PhoneOpening("the phone", stream.Opening));
        _calls.Add(new Call(stream.Place, stream.Observing));
        await Settle(stream.Place);
        await Harvest();
    }

    private async Task Pump(Stream stream)
    {
        if (stream.Number == 0 || stream.IsClosed || stream.Calling is not null || !stream.Buffer.TryDequeue(out var next))
            return;

        _calledIn.Add(next);
        await CallIn(stream, stream.Place, next.First, next.Last);
    }

    private async Task CallIn(Stream? stream, int place, long first, long end)
    {
        var newest = _streams.Where(s => s.Place == place).Max(s => (long?)s.Number) ?? 0;
        var submitting = places.At(place).Submit(batch(first, end, stream?.OldestHeld ?? 1, stream?.Number ?? 0));
        var call = new Call(place, submitting) { Submitting = submitting, Stream = stream, IsLate = stream is not null && stream.Number < newest };
        if (stream is not null)
            stream.Calling = call;
        _calls.Add(call);
        await Settle(place);
        await Harvest();
    }

    private void Hear()
    {
        if (_current is not { IsCut: false } stream || !stream.Answers.TryDequeue(out var answer))
            return;

        if (answer.Closing is not null)
        {
            Leave();
            return;
        }

        var (next, durable) = (answer.Acknowledgement.NextInputSeq, answer.Acknowledgement.DurableInputSeq);
        if (next < _durableHeard)
            _broken.Enqueue($"Input {next} was asked for again, and {_durableHeard} had been durable.");
        _durableHeard = Math.Max(_durableHeard, durable);
        var isInStep = answer.NeedFrom ? phone.Acknowledge(next, durable) && phone.Rewind(next)
            : stream.IsHeard ? phone.Acknowledge(next, durable)
            : phone.Begin(next, durable);
        if (!isInStep)
            _broken.Enqueue($"The server wants {next}, which was never made.");
        stream.IsHeard = true;
        stream.Acknowledged = next;
    }

    private async Task Decide(int number, Fate fate)
    {
        var parked = journal.Parked;
        if (parked.Count == 0)
            return;

        var write = parked[number % parked.Count];
        journal.Decide(write, fate);
        await write.Done;
        await Settle(write.Place);
    }

    private async Task Crash(int place)
    {
        var calls = _calls.Where(c => c.Place == place).ToArray();
        if (!await places.Crash(place, journal.Parked.Any(w => w.Place == place)))
            return;

        foreach (var call in calls)
        {
            _calls.Remove(call);
            if (call.Stream is { } stream)
                stream.Close(ClosingReason.Resume);
        }

        foreach (var stream in _streams.Where(s => s.Place == place && s is { Number: 0, Observing: not null }))
            stream.Close(ClosingReason.Resume);
    }

    private async Task Look(int place)
    {
        var (before, changed) = (journal.Parked.Count, journal.Changed);
        var looking = places.At(place).Get();
        await Task.WhenAny(looking, changed).WaitAsync(s_inVain);
        if (journal.Parked.Count > before)
            _broken.Enqueue("A look has written something.");
        else if (await looking is { } seen && seen.Acknowledgement.LastEventSeq > (await journal.Store.Find(journal.Session, CancellationToken.None))!.LastEventSeq)
            _broken.Enqueue("A look has seen what is not in the journal.");
    }

    /// <summary>Waits until nothing more happens in a place: all calls have returned, or the first of them waits for the journal.</summary>
    private async Task Settle(int place)
    {
        while (true)
        {
            var changed = journal.Changed;
            var calls = _calls.Where(c => c.Place == place && !c.Task.IsCompleted).Select(c => c.Task).ToArray();
            if (calls.Length == 0 || journal.Parked.Any(w => w.Place == place))
                return;

            await Task.WhenAny([changed, .. calls]).WaitAsync(s_inVain);
        }
    }

    private async Task Settle()
    {
        for (var place = 0; place < places.Count; place++)
            await Settle(place);
    }

    private async Task Harvest()
    {
        foreach (var stream in _streams.Where(s => s is { Number: 0, IsClosed: false, Observing.IsCompleted: true }).ToArray())
        {
            if (!stream.Observing!.IsCompletedSuccessfully || await stream.Observing is not { StreamNumber: > 0 } snapshot)
            {
                stream.Close(ClosingReason.Resume);
                continue;
            }

            stream.Number = snapshot.StreamNumber;
            stream.Answers.Enqueue(new Answer(snapshot.Acknowledgement));
            await Pump(stream);
        }

        foreach (var call in _calls.Where(c => c.Task.IsCompleted).ToArray())
        {
            _calls.Remove(call);
            if (call.Submitting is not { } submitting)
                continue;

            var stream = call.Stream;
            if (stream is not null)
                stream.Calling = null;
            if (!submitting.IsCompletedSuccessfully)
            {
                stream?.Close(ClosingReason.Resume);
                continue;
            }

            var result = await submitting;
            if (call.IsLate && result.Outcome is SubmitOutcome.Taken or SubmitOutcome.NeedFrom)
                _broken.Enqueue($"A batch of stream {stream!.Number} was taken although a later one had been opened.");
            if (stream is null)
                continue;

            switch (result.Outcome)
            {
                case SubmitOutcome.Taken:
                case SubmitOutcome.NeedFrom:
                case SubmitOutcome.Ended:
                    stream.Answers.Enqueue(new Answer(result.Acknowledgement, result.Outcome == SubmitOutcome.NeedFrom));
                    break;
                default:
                    stream.Close(ClosingReason.Resume);
                    break;
            }

            await Pump(stream);
        }
    }

    // Whatever an activation that begins now would ask for, the phone must still have.
    private async Task CheckPhone()
    {
        var row = await journal.Store.Find(journal.Session, CancellationToken.None);
        if (row is not { EndedMicros: null })
            return;

        if (_durableHeard > row.Point.InputSeq)
            _broken.Enqueue($"Inputs below {_durableHeard} were called durable, and {row.Point.InputSeq} may be asked for.");
        if (phone.OldestHeld > Math.Max(_durableHeard, _pushed + 1 - room))
            _broken.Enqueue($"The phone holds nothing below {phone.OldestHeld}; {_durableHeard} are durable, and it has room.");
        HasLost |= phone.OldestHeld > row.Point.InputSeq;
    }

    private void Saw(IReadOnlyList<SessionEvent> events)
    {
        foreach (var e in events)
        {
            if (!journal.Holds(e))
                _broken.Enqueue($"An event was seen that is not in the log: {Words.Of(e)}");
        }
    }

    private sealed record Call(int Place, Task Task)
    {
        public Task<SubmitResult>? Submitting { get; init; }

        public Stream? Stream { get; init; }

        public bool IsLate { get; init; }
    }

    private readonly record struct Answer(InputAcknowledgement Acknowledgement, bool NeedFrom = false, ClosingReason? Closing = null);

    private sealed class Stream(World world, int place, long opening, long oldestHeld) : ISessionObserver
    {
        public int Place => place;

        public long Opening => opening;

        public long OldestHeld => oldestHeld;

        /// <summary>Null while its first message is on its way.</summary>
        public Task<SessionSnapshot?>? Observing { get; set; }

        public bool IsOnItsWay => Observing is null || Wire.Count > 0;

        public long Number { get; set; }

        /// <summary>Whether its first word has come to the phone.</summary>
        public bool IsHeard { get; set; }

        /// <summary>The next input that the server wants, as the phone knows it.</summary>
        public long Acknowledged { get; set; }

        public bool IsCut { get; set; }

        public bool IsClosed { get; private set; }

        public Call? Calling { get; set; }

        public Queue<(long First, long Last)> Wire { get; } = [];

        public Queue<(long First, long Last)> Buffer { get; } = [];

        public Queue<Answer> Answers { get; } = [];

        public void Close(ClosingReason reason)
        {
            if (IsClosed)
                return;

            IsClosed = true;
            Answers.Enqueue(new Answer(default, Closing: reason));
        }

        public Task OnEvents(IReadOnlyList<SessionEvent> events)
        {
            world.Saw(events);
            return Task.CompletedTask;
        }

        public Task OnStatus(SessionStatus status) => Task.CompletedTask;

        public Task OnClosing(ClosingReason reason)
        {
            if (reason == ClosingReason.Superseded)
                world._broken.Enqueue("The only phone was told that another one has taken its place.");
            return Task.CompletedTask;
        }
    }
}
