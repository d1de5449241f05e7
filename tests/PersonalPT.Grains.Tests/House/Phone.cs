using PersonalPT.Contracts.Sessions;

namespace PersonalPT.Grains.Tests.House;

/// <summary>A phone as the protocol wants it: it forgets what is durable, sends again what is asked for, and comes again when it is told to.</summary>
internal sealed class Phone(TestHouse house, SessionKey session, Tape tape)
{
    private const int MostResumes = 50;
    private int _resumes;

    /// <summary>The next input to send.</summary>
    public long Next { get; private set; } = 1;

    /// <summary>The oldest input that was not forgotten.</summary>
    public long OldestHeld { get; private set; } = 1;

    /// <summary>Sends up to an input, in batches of a size that is asked for each time.</summary>
    public async Task SendTo(long last, Func<int>? batchSize = null)
    {
        while (Next <= last)
            await SendOne(Math.Min(last, Next + (batchSize?.Invoke() ?? 20) - 1));
    }

    /// <summary>Sends everything.</summary>
    public Task SendAll(Func<int>? batchSize = null) => SendTo(tape.Last, batchSize);

    /// <summary>The phone has lost what it was to send next, with everything before.</summary>
    public void Lose(long count)
    {
        Next = Math.Min(tape.Last, Next + count);
        OldestHeld = Next;
    }

    /// <summary>Sends once more what is still held, from some input on.</summary>
    public async Task<SubmitResult> SendAgain(long first, long last)
    {
        var from = Math.Clamp(first, OldestHeld, Next);
        return await Submit(from, Math.Clamp(last, from, tape.Last));
    }

    private async Task SendOne(long last)
    {
        var result = await Submit(Next, last);
        if (result.Outcome == SubmitOutcome.Resume)
        {
            Assert.True(++_resumes <= MostResumes, "The session does not take anything any more.");
            var snapshot = await house.Session(session).Get();
            Next = Math.Max(OldestHeld, snapshot!.Acknowledgement.NextInputSeq);
            return;
        }

        Assert.True(result.Outcome is SubmitOutcome.Taken or SubmitOutcome.NeedFrom, $"The phone did not expect {result.Outcome}.");
    }

    private async Task<SubmitResult> Submit(long first, long last)
    {
        var result = await house.Session(session).Submit(tape.Batch(first, last, OldestHeld));
        if (result.Outcome is SubmitOutcome.Taken or SubmitOutcome.NeedFrom)
        {
            Assert.InRange(result.Acknowledgement.DurableInputSeq, OldestHeld, result.Acknowledgement.NextInputSeq);
            OldestHeld = result.Acknowledgement.DurableInputSeq;
            Next = result.Acknowledgement.NextInputSeq;
        }

        return result;
    }
}
