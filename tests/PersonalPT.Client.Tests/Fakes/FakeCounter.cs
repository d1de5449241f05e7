using PersonalPT.Protocol.V1;

namespace PersonalPT.Client.Tests.Fakes;

/// <summary>
/// What a server makes of inputs, without a wire: what it has taken, under which exercise and whether in a pause, its durable point, and its gaps. Inputs that
/// do something are durable with the answer to them, as the protocol's server has it.
/// </summary>
internal sealed class FakeCounter
{
    private readonly Dictionary<ulong, Input> _ever = [];
    private readonly SortedDictionary<ulong, TakenInput> _taken = [];
    private TakenInput _state = new(new Input(), "first", false);

    public ulong Next { get; private set; } = 1;

    public ulong Durable { get; private set; } = 1;

    public string? Violation { get; private set; }

    public bool HasEnded => _taken.Values.Any(taken => taken.Input.InputCase == Input.InputOneofCase.EndSession);

    public IEnumerable<TakenInput> Taken => _taken.Values;

    public Acknowledgement Acknowledgement => new() { NextInputSeq = Next, DurableInputSeq = Durable };

    public List<(ulong From, ulong To)> Gaps { get; } = [];

    public void Open(ulong oldestHeld)
    {
        if (oldestHeld <= Next)
            return;
        Gaps.Add((Next, oldestHeld));
        Next = Durable = oldestHeld;
    }

    /// <summary>Takes a batch; false where it runs ahead.</summary>
    public bool Take(TrackRequest batch, int durableLag)
    {
        for (var i = 0; i < batch.Inputs.Count; i++)
        {
            var seq = batch.FirstInputSeq + (ulong)i;
            if (_ever.TryGetValue(seq, out var before) && !before.Equals(batch.Inputs[i]))
                Violation ??= $"Number {seq} was {before} and is {batch.Inputs[i]} now.";
            _ever[seq] = batch.Inputs[i];
        }

        if (batch.FirstInputSeq > Next)
            return false;
        var least = Durable;
        for (var i = (int)(Next - batch.FirstInputSeq); i < batch.Inputs.Count; i++)
        {
            if (HasEnded)
                Violation ??= "Something comes after the end.";
            var input = batch.Inputs[i];
            _state = new TakenInput(
                input,
                input.InputCase == Input.InputOneofCase.SelectExercise ? input.SelectExercise.ExerciseId : _state.Exercise,
                input.InputCase == Input.InputOneofCase.Pause || (input.InputCase != Input.InputOneofCase.Unpause && _state.Paused));
            _taken[Next++] = _state;
            if (input.InputCase != Input.InputOneofCase.NobodySeen)
                least = Next;
        }

        Durable = Math.Max(least, Next - Math.Min(Next, (ulong)durableLag));
        return true;
    }

    /// <summary>Rebuilt from its durable point.</summary>
    public void Restart()
    {
        foreach (var seq in _taken.Keys.Where(seq => seq >= Durable).ToArray())
            _taken.Remove(seq);
        Next = Durable;
        // Whatever changed the state is durable, so what was taken last says how it stands.
        _state = _taken.Count > 0 ? _taken.Values.Last() : _state;
    }
}

/// <summary>An input and how things stood when it was taken.</summary>
internal sealed record TakenInput(Input Input, string Exercise, bool Paused);
