using PersonalPT.Contracts.Sessions;

namespace PersonalPT.Api.Tracking;

/// <summary>
/// The newest acknowledgement of a stream, and which inputs it lacks. One that frees memory at the phone goes at once. One that only says how far the counter
/// is waits for company, or for its time: a message to the phone costs about as much as one from it.
/// </summary>
internal sealed class AcknowledgementSlot(TimeProvider time, StreamPace pace, Signal signal)
{
    private readonly Lock _gate = new();
    private InputAcknowledgement _newest;
    private bool _isDue;
    private bool _isUrgent;
    private bool _isWaiting;
    private long _takenDurable;
    private long _takenAt;
    private long? _needFrom;

    /// <summary>The one that the phone has been told already.</summary>
    public void Begin(InputAcknowledgement told)
    {
        lock (_gate)
            _newest = told;
    }

    /// <summary>A new one.</summary>
    public void Offer(InputAcknowledgement acknowledgement)
    {
        lock (_gate)
        {
            _newest = acknowledgement;
            _isDue = true;
            _isUrgent |= acknowledgement.DurableInputSeq != _takenDurable;
            if (!IsTime())
                return;
        }

        signal.Raise();
    }

    /// <summary>Inputs are missing from this one on.</summary>
    public void NeedFrom(long inputSeq)
    {
        lock (_gate)
            _needFrom = inputSeq;
        signal.Raise();
    }

    /// <summary>The newest one goes with the next taking, told before or not.</summary>
    public void Repeat()
    {
        lock (_gate)
            _isDue = _isUrgent = true;
    }

    /// <summary>What is due does not wait any longer.</summary>
    public void Hasten()
    {
        lock (_gate)
            _isUrgent = true;
    }

    /// <summary>What is to be told now; if only its time has not come, the signal is raised when it has.</summary>
    /// <param name="withCompany">Something else goes along, so there is nothing to wait for.</param>
    public (long? NeedFrom, InputAcknowledgement? Due) Take(bool withCompany)
    {
        lock (_gate)
        {
            _isWaiting = false;
            var needFrom = _needFrom;
            _needFrom = null;
            if (!_isDue || !(withCompany || IsTime()))
                return (needFrom, null);

            (_isDue, _isUrgent) = (false, false);
            (_takenDurable, _takenAt) = (_newest.DurableInputSeq, time.GetTimestamp());
            return (needFrom, _newest);
        }
    }

    // Within the gate.
    private bool IsTime()
    {
        if (_isUrgent)
            return true;
        if (_isWaiting)
            return false;
        var rest = pace.StatusInterval - time.GetElapsedTime(_takenAt);
        if (rest <= TimeSpan.Zero)
            return true;

        _isWaiting = true;
        pace.RaiseAfter(rest, signal);
        return false;
    }
}
