using Google.Protobuf;

namespace PersonalPT.Fuzz.Mutation;

/// <summary>Mutated messages for a target, without end, the same for the same seed.</summary>
internal sealed class MessageSource
{
    private const int BombEvery = 500;

    private readonly FuzzTarget _target;
    private readonly Random _dice;
    private readonly ByteMutator _bytes;
    private readonly MessageMutator _fields;

    public MessageSource(FuzzTarget target, int seed)
    {
        (_target, _dice) = (target, new Random(seed));
        _bytes = new ByteMutator(_dice);
        _fields = new MessageMutator(_dice, _bytes);
    }

    /// <summary>The next one: well-formed and wrong, damaged, or both; and now and then one that is to become much larger than it is.</summary>
    public byte[] Next()
    {
        var good = _target.Corpus[_dice.Next(_target.Corpus.Count)];
        var other = _target.Corpus[_dice.Next(_target.Corpus.Count)];
        if (_target.Message is not { } descriptor)
            return _bytes.Mutate(good, other);
        if (_dice.Next(BombEvery) == 0)
            return _fields.Bomb(descriptor);

        var way = _dice.Next(10);
        if (way < 6)
        {
            var message = descriptor.Parser.ParseFrom(good);
            _fields.Mutate(message);
            good = message.ToByteArray();
        }

        return way < 5 ? good : _bytes.Mutate(good, other);
    }
}
