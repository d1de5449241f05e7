using PersonalPT.Contracts.Sessions;
using PersonalPT.Storage.Journal;
using static PersonalPT.Storage.Tests.SampleData;
using SetEndReason = PersonalPT.Counting.SetEndReason;

namespace PersonalPT.Storage.Tests.Journal;

public sealed class SessionEventJsonTests
{
    /// <summary>What lies in databases out there. A text may be added; none may ever change.</summary>
    public static TheoryData<SessionEventBody, string> Stored { get; } = new()
    {
        { new SessionStarted(), """{"kind":"session_started"}""" },
        {
            new ExerciseSelected(17, OwnLunge),
            """{"kind":"exercise_selected","input_seq":17,"model":{"athlete_id":"ann","exercise_id":"lunge","version":3}}"""
        },
        { new ExerciseUnknown(18, "juggling"), """{"kind":"exercise_unknown","input_seq":18,"exercise_id":"juggling"}""" },
        {
            new SetStarted(2, 5, Squat),
            """{"kind":"set_started","set_number":2,"start_micros":5,"model":{"athlete_id":"","exercise_id":"squat","version":1}}"""
        },
        {
            new RepCompleted(2, 3, new(5, 6, 7), FoundLate: true),
            """{"kind":"rep_completed","set_number":2,"ordinal":3,"rep":{"start_micros":5,"peak_micros":6,"end_micros":7},"found_late":true}"""
        },
        {
            new RepCompleted(2, 4, new(5, 6, 7, 1.25f), FoundLate: false),
            """{"kind":"rep_completed","set_number":2,"ordinal":4,"rep":{"start_micros":5,"peak_micros":6,"end_micros":7,"range":1.25},"found_late":false}"""
        },
        {
            new SetEnded(2, SetEndReason.Continued, [new(5, 6, 7)], 4),
            """{"kind":"set_ended","set_number":2,"reason":5,"reps":[{"start_micros":5,"peak_micros":6,"end_micros":7}],"final_vote":4}"""
        },
        { new InputGap(40, 50), """{"kind":"input_gap","first_missing_input_seq":40,"next_input_seq":50}""" },
        { new SessionPaused(60), """{"kind":"session_paused","input_seq":60}""" },
        { new SessionUnpaused(70), """{"kind":"session_unpaused","input_seq":70}""" },
        { new SessionEnded(SessionEndReason.Abandoned), """{"kind":"session_ended","reason":2}""" },
        { new CueSent("5f8f", "carl", "Lower", null), """{"kind":"cue_sent","cue_id":"5f8f","sender_id":"carl","text":"Lower","preset":null}""" },
        { new CueSent("5f8f", "carl", null, CuePreset.Stop), """{"kind":"cue_sent","cue_id":"5f8f","sender_id":"carl","text":null,"preset":8}""" },
        { new CueAcknowledged("5f8f"), """{"kind":"cue_acknowledged","cue_id":"5f8f"}""" },
        {
            new SetAnnotated("5f8f", 2, "carl", 62_500, 17, "Heavy.", SetAnnotationParts.None),
            """{"kind":"set_annotated","load_grams":62500,"rpe_halves":17,"note":"Heavy.","removed":0,"change_id":"5f8f","set_number":2,"author_id":"carl"}"""
        },
        {
            new SetAnnotated("5f8f", 2, "carl", null, null, null, SetAnnotationParts.Load | SetAnnotationParts.Note),
            """{"kind":"set_annotated","load_grams":null,"rpe_halves":null,"note":null,"removed":5,"change_id":"5f8f","set_number":2,"author_id":"carl"}"""
        },
        { new SetCorrected("5f8f", 2, "carl", 9), """{"kind":"set_corrected","reps":9,"change_id":"5f8f","set_number":2,"author_id":"carl"}""" },
        { new SetCorrected("5f8f", 2, "carl", null), """{"kind":"set_corrected","reps":null,"change_id":"5f8f","set_number":2,"author_id":"carl"}""" },
    };

    [Theory]
    [MemberData(nameof(Stored), DisableDiscoveryEnumeration = true)]
    public void An_event_is_stored_like_this_for_ever(SessionEventBody body, string json)
    {
        Assert.Equal(json, SessionEventJson.Write(body));
        Assert.Equal(json, SessionEventJson.Write(SessionEventJson.Read(json)));
        Assert.StartsWith($$"""{"kind":"{{SessionEventKinds.Of(body)}}""", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_kind_of_event_is_among_them() => Assert.Equal(
        typeof(SessionEventBody).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(SessionEventBody)) && !type.IsAbstract).ToHashSet(),
        Stored.Select(row => row.Data.Item1.GetType()).ToHashSet());
}
