using Orleans.Concurrency;
using PersonalPT.Contracts.Models;
using PersonalPT.Counting.Training;

namespace PersonalPT.Contracts.Sessions;

/// <summary>One athlete's session: inputs in, events into the journal and from there to everybody who looks. Key: <see cref="SessionKey"/>.</summary>
[Alias("PersonalPT.ISessionGrain")]
public interface ISessionGrain : IGrainWithStringKey
{
    /// <summary>Starts the session. Starting it again with the same content changes nothing.</summary>
    [Alias("Start")]
    Task<StartSessionResult> Start(StartSession command);

    /// <summary>The session as it stands, or null where there is none. Claims nothing: where nobody counts the session, the journal answers.</summary>
    [Alias("Get"), AlwaysInterleave]
    Task<SessionSnapshot?> Get();

    /// <summary>
    /// Takes inputs. What was seen before is dropped; events go out through the journal to the observers, never in the answer. A batch that came by
    /// another stream than the phone's newest one is refused.
    /// </summary>
    [Alias("Submit")]
    Task<SubmitResult> Submit(InputBatch batch);

    /// <summary>
    /// A gateway begins to look on. An observer that is not renewed for two minutes is forgotten. Only one phone at a time: a later
    /// <paramref name="asPhone"/> tells the earlier one that it is superseded, and what is still under way by the earlier one's stream is refused.
    /// </summary>
    /// <param name="observer">Where events and status go.</param>
    /// <param name="asPhone">Whether this is the stream of the session's own phone.</param>
    /// <param name="oldestHeldInputSeq">The oldest input that the phone could still send; 0 where unknown or not a phone.</param>
    /// <param name="opening">Which of a phone's streams it is; null where it did not say.</param>
    /// <returns>Where the session stands: everything up to its last event is in the journal, everything after it reaches the observer. Its stream
    /// number is that of the phone's stream from now on; 0 where this one is not let in, because the same phone has opened a later one already, or because
    /// another phone, which the session then names, has taken the session over from it. Null where there is no such session.</returns>
    /// <exception cref="SessionUnavailableException">It cannot be had now; come again.</exception>
    [Alias("Observe")]
    Task<SessionSnapshot?> Observe(ISessionObserver observer, bool asPhone, long oldestHeldInputSeq, PhoneOpening? opening = null);

    /// <summary>The stream of a phone is still there: its place among the observers is renewed, if it is still the phone's newest.</summary>
    /// <param name="observer">Where events and status go.</param>
    /// <param name="streamNumber">The number that it was given when it began to look on.</param>
    /// <returns>As <see cref="Get"/>.</returns>
    [Alias("Renew")]
    Task<SessionSnapshot?> Renew(ISessionObserver observer, long streamNumber);

    /// <summary>A gateway stops looking on.</summary>
    [Alias("Forget")]
    Task Forget(ISessionObserver observer);

    /// <summary>
    /// Writes a cue to the log, from where the phone gets it as it gets reps. The same cue again changes nothing. Claims nothing: where nobody counts the
    /// session, nobody would hear it.
    /// </summary>
    [Alias("SendCue")]
    Task<CueResult> SendCue(CueSent cue);

    /// <summary>The athlete has seen a cue; said again it changes nothing. Claims nothing either.</summary>
    [Alias("AcknowledgeCue")]
    Task<CueResult> AcknowledgeCue(string cueId);

    /// <summary>
    /// Keeps what somebody says about a set that is over: as an event of the log while the session goes on, and beside the log after its end. The same
    /// change again changes nothing. Where nobody counts the session, it is claimed for the moment of writing.
    /// </summary>
    [Alias("ChangeSet")]
    Task<SetChangeResult> ChangeSet(SetChange change);

    /// <summary>Frames held for teaching, within the span; null where the session does not hold any.</summary>
    [Alias("HeldFrames")]
    Task<PackedFrames?> HeldFrames(CaptureSpan span);
}

/// <summary>Which of a phone's streams is being opened, so that one that was held up on its way does not take the place of a later one.</summary>
/// <param name="PhoneId">The phone: any name that is its own within the session.</param>
/// <param name="Number">Rises with every stream that this phone opens.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.PhoneOpening")]
public sealed record PhoneOpening([property: Id(0)] string PhoneId, [property: Id(1)] long Number);

/// <summary>Where a session's events and status go: a gateway's stream. Calls are one-way; a lost one shows as a hole in event numbers.</summary>
[Alias("PersonalPT.ISessionObserver")]
public interface ISessionObserver : IGrainObserver
{
    /// <summary>New entries of the log, in order.</summary>
    [Alias("OnEvents"), OneWay]
    Task OnEvents(IReadOnlyList<SessionEvent> events);

    /// <summary>The newest status.</summary>
    [Alias("OnStatus"), OneWay]
    Task OnStatus(SessionStatus status);

    /// <summary>No more will come through here.</summary>
    [Alias("OnClosing"), OneWay]
    Task OnClosing(ClosingReason reason);
}

/// <summary>Why a session's stream closes. Never renumber.</summary>
[GenerateSerializer, Alias("PersonalPT.ClosingReason")]
public enum ClosingReason
{
    /// <summary>Come again: the session lives elsewhere now.</summary>
    Resume = 1,
    /// <summary>Another phone stream was opened.</summary>
    Superseded = 2,
    /// <summary>The session has ended.</summary>
    SessionEnded = 3,
}
