using System.Threading.Channels;
using PersonalPT.Api.Tracking;
using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Counting;
using PersonalPT.Counting.Training;

namespace PersonalPT.Api.Tests.House;

/// <summary>A session that does what the test says: it answers each batch when it is told to, and never by itself.</summary>
internal sealed class ScriptedSession(ScriptedJournal journal, TimeProvider time) : ISessionGrain, ISessionAccess
{
    private readonly Channel<Submission> _submissions = Channel.CreateUnbounded<Submission>();
    private readonly Channel<bool> _observations = Channel.CreateUnbounded<bool>();
    private int _underWay;

    /// <summary>Where it stands.</summary>
    public long NextInputSeq { get; set; } = 1;

    public SessionPhase Phase { get; set; } = SessionPhase.Live;

    public bool Exists { get; set; } = true;

    /// <summary>Who looks on.</summary>
    public ISessionObserver? Observer { get; private set; }

    /// <summary>Answers at once instead of waiting for the test.</summary>
    public bool AnswersByItself { get; set; }

    /// <summary>Calls that were under way at the same time, at most.</summary>
    public int MostAtOnce { get; private set; }

    public int Forgotten { get; private set; }

    /// <summary>The next batch that comes.</summary>
    public Task<Submission> NextSubmission() => _submissions.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().Soon();

    public bool HasSubmission => _submissions.Reader.Count > 0;

    /// <summary>Waits until somebody begins, or goes on, to look on.</summary>
    public Task NextObservation() => _observations.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().Soon();

    public InputAcknowledgement Acknowledgement => new(NextInputSeq, 1, journal.Events.Count);

    public ISessionGrain Of(SessionKey session) => this;

    public ISessionObserver Register(ISessionObserver observer) => observer;

    public void Unregister(ISessionObserver reference)
    {
    }

    public async Task<SubmitResult> Submit(InputBatch batch)
    {
        MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _underWay));
        try
        {
            var submission = new Submission(batch.FirstInputSeq, batch.Inputs.ToArray(), batch.Landmarks.ToArray()) { StreamNumber = batch.StreamNumber, At = time.GetUtcNow() };
            if (AnswersByItself)
                submission.Take(this);
            _submissions.Writer.TryWrite(submission);
            return await submission.Answer;
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    /// <summary>The number of the phone's newest stream, and which phone's it is.</summary>
    public (long Number, string? PhoneId) Stream { get; set; } = (1, null);

    public Task<SessionSnapshot?> Renew(ISessionObserver observer, long streamNumber) => Observe(observer, asPhone: true, 0, null);

    public Task<SessionSnapshot?> Observe(ISessionObserver observer, bool asPhone, long oldestHeldInputSeq, PhoneOpening? opening)
    {
        Observer = observer;
        _observations.Writer.TryWrite(true);
        return Get();
    }

    public Task<SessionSnapshot?> Get() => Task.FromResult(Exists
        ? new SessionSnapshot(
            ScriptedJournal.Key, "anna", Phase, new ModelReference("", "squat", 1), new CaptureHeader(3, 0, 1, 30, 0, ""), 0, 0, Acknowledgement, Status(0))
        {
            StreamNumber = Stream.Number,
            PhoneId = Stream.PhoneId,
        }
        : null);

    public Task Forget(ISessionObserver observer)
    {
        Forgotten++;
        return Task.CompletedTask;
    }

    public Task<StartSessionResult> Start(StartSession command) => throw new NotSupportedException();

    public Task<CueResult> SendCue(CueSent cue) => throw new NotSupportedException();

    public Task<CueResult> AcknowledgeCue(string cueId) => throw new NotSupportedException();

    public Task<SetChangeResult> ChangeSet(SetChange change) => throw new NotSupportedException();

    public Task<PackedFrames?> HeldFrames(CaptureSpan span) => throw new NotSupportedException();

    public static SessionStatus Status(int reps) => new(SessionPhase.Live, new CountingStatus(true, MovementState.Rest, 0, 1, true, reps));
}

/// <summary>A batch that waits for its answer.</summary>
internal sealed class Submission(long first, SessionInput[] inputs, float[] landmarks)
{
    private readonly TaskCompletionSource<SubmitResult> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long First => first;

    public long Last => first + inputs.Length - 1;

    public IReadOnlyList<SessionInput> Inputs => inputs;

    public IReadOnlyList<float> Landmarks => landmarks;

    public required long StreamNumber { get; init; }

    /// <summary>When it came.</summary>
    public required DateTimeOffset At { get; init; }

    public Task<SubmitResult> Answer => _answer.Task;

    /// <summary>The session takes it.</summary>
    public void Take(ScriptedSession session)
    {
        session.NextInputSeq = Math.Max(session.NextInputSeq, Last + 1);
        Reply(SubmitOutcome.Taken, session);
    }

    public void Reply(SubmitOutcome outcome, ScriptedSession session, TimeSpan? retryAfter = null) =>
        _answer.TrySetResult(new SubmitResult(outcome, session.Acknowledgement) { RetryAfter = retryAfter });

    public void Fail(Exception error) => _answer.TrySetException(error);
}
