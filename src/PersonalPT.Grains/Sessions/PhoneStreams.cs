using PersonalPT.Contracts.Sessions;

namespace PersonalPT.Grains.Sessions;

/// <summary>
/// The streams by which a session's phone comes, one after the other. Each gets a number that is higher than every earlier one's, those of earlier
/// activations included, so that a batch tells by its number whether it is late. Which phones there were outlives the activation: one that was away when
/// another took the session over must not get it back because the server has been restarted meanwhile.
/// </summary>
internal sealed class PhoneStreams
{
    // So many streams may be opened under one claim.
    private const int NumbersOfAClaim = 1 << 24;

    // Phones that are remembered as superseded; each one more takes the athlete another phone.
    private const int MostSuperseded = 16;

    // Of a phone that does not say its name.
    private const string Nameless = "";

    private readonly long _epoch;
    private int _opened;
    private PhoneOpening? _newest;
    private List<string>? _superseded;

    /// <summary>Takes over from the activation before.</summary>
    /// <param name="epoch">The claim under which they are opened.</param>
    /// <param name="phones">The phones that there were, the newest last.</param>
    public PhoneStreams(long epoch, IReadOnlyList<string> phones)
    {
        _epoch = epoch;
        if (phones.Count == 0)
            return;

        _newest = phones[^1] == Nameless ? null : new PhoneOpening(phones[^1], 0);
        if (phones.Count > 1)
            _superseded = [.. phones.SkipLast(1)];
    }

    /// <summary>The number of the newest stream; 0 where none was opened under this claim.</summary>
    public long Current { get; private set; }

    /// <summary>The phone that opened it; null where it did not say, or where none was opened under this claim.</summary>
    public string? PhoneId => Current == 0 ? null : _newest?.PhoneId;

    /// <summary>Whether there is another newest phone since <see cref="Phones"/> were kept.</summary>
    public bool HasChanged { get; private set; }

    /// <summary>The phones that there were, as the next activation needs them.</summary>
    public IReadOnlyList<string> Phones => [.. _superseded ?? [], _newest?.PhoneId ?? Nameless];

    /// <summary>They are kept.</summary>
    public void Keep() => HasChanged = false;

    /// <summary>A phone opens a stream.</summary>
    /// <returns>Its number; null where the same phone has opened a later one, and this one was only held up on its way, or where another phone
    /// (<see cref="PhoneId"/>) has taken the session over since: a phone that was cut off before it could be told comes again by itself.</returns>
    public long? Open(PhoneOpening? opening)
    {
        if (opening is not null && _superseded?.Contains(opening.PhoneId) == true)
            return null;
        if (opening is not null && _newest is not null && opening.PhoneId == _newest.PhoneId && opening.Number < _newest.Number)
            return null;

        HasChanged |= _newest?.PhoneId != opening?.PhoneId;
        if (_newest is not null && _newest.PhoneId != opening?.PhoneId)
            Supersede(_newest.PhoneId);
        _newest = opening;
        return Current = (_epoch * NumbersOfAClaim) + ++_opened;
    }

    /// <summary>Why a batch that came by a stream is not taken; null where it is.</summary>
    /// <param name="streamNumber">The stream's number; 0 where it came without one.</param>
    public SubmitOutcome? Refuse(long streamNumber)
    {
        if (streamNumber == 0 || streamNumber == Current)
            return null;

        // A stream that an earlier activation let in, and no phone has come since: it may be the right one, and has to say where it stands.
        return streamNumber < Current ? SubmitOutcome.Superseded : SubmitOutcome.Resume;
    }

    private void Supersede(string phoneId)
    {
        _superseded ??= [];
        if (_superseded.Count == MostSuperseded)
            _superseded.RemoveAt(0);
        _superseded.Add(phoneId);
    }
}
