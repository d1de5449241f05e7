using PersonalPT.Contracts.Sessions;

namespace PersonalPT.Web.Coaching;

/// <summary>A cue as a session's log tells it.</summary>
/// <param name="Cue">What was said, and by whom.</param>
/// <param name="SentMicros">When it was written, microseconds since the Unix epoch.</param>
/// <param name="SeenMicros">When the athlete had seen it; null: not yet.</param>
public sealed record LoggedCue(CueSent Cue, long SentMicros, long? SeenMicros);
