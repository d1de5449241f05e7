using PersonalPT.Contracts.Sessions;

namespace PersonalPT.Grains.Sessions;

/// <summary>
/// The streams by which a session's phone comes, one after the other. Each gets a number that is higher than every earlier one's, those of earlier
/// activations included, so that a batch tells by its number whether it is late.
/// </summary>
/// <param name="epoch">The claim under which they are opened.</param>
internal sealed class PhoneStreams(long epoch)
{
    // So many streams may be opened under one claim.
    private const int NumbersOfAClaim = 1 << 24;

    // Phones that are remembered as superseded; each one more takes the athlete another phone.
    private const int MostSuperseded = 16;

    private int _opened;
    private PhoneOpening? _newest;
    private List<string>? _superseded;

    /// <summary>The number of the newest stream; 0 where none was opened under this claim.</summary>
    public long Current { get; private set; }

    /// <summary>The phone that opened it; null where it did not say.</summary>
    public string? PhoneId => _newest?.PhoneId;

    /// <summary>A phone opens a stream.</summary>
    /// <returns>Its number; null where the same phone has opened a later one, and this one was only held up on its way, or where another phone
    /// (<see cref="PhoneId"/>) has taken the session over since: a phone that was cut off before it could be told comes again by itself.</returns>
    public long? Open(PhoneOpening? opening)
    {
        if (opening is not null && _superseded?.Contains(opening.PhoneId) == true)
            return null;
        if (opening is not null && _newest is not null && opening.PhoneId == _newest.PhoneId && opening.Number < _newest.Number)
            return null;

        if (_newest is not null && _newest.PhoneId != opening?.PhoneId)
            Supersede(_newest.PhoneId);
        _newest = opening;
        return Current = (epoch * NumbersOfAClaim) + ++_opened;
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
