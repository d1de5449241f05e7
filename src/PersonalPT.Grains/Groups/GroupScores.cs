using PersonalPT.Contracts.Groups;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Grains.Groups;

/// <summary>
/// What everybody has done: a function of what is stored of the group and of the sessions' logs. A rep counts if it ended while a round of its exercise ran and while
/// its session counted for the participant; as spans do not overlap, nor attachments of one participant, it counts once.
/// </summary>
internal static class GroupScores
{
    /// <summary>Reps that a tempo is measured over.</summary>
    private const int TempoReps = 5;

    private const long TempoForgetsMicros = 15_000_000;

    // Faster than anybody moves: reps that came late and all at once.
    private const float MostTempo = 240;

    /// <summary>One participant's reps.</summary>
    /// <param name="group">The group.</param>
    /// <param name="participant">The participant.</param>
    /// <param name="tallies">The log of a session, as far as it was read; null where it was not.</param>
    public static GroupScore Of(StoredGroup group, GroupParticipant participant, Func<string, SessionTally?> tallies)
    {
        var reps = new int[group.Plan.Rounds.Count];
        var shown = new List<long>();
        var shownRound = GroupCourse.ShownRound(group);
        foreach (var attachment in group.Attachments)
        {
            if (attachment.ParticipantNumber != participant.Number || tallies(attachment.SessionId) is not { } tally)
                continue;

            foreach (var (exercise, end, recorded) in tally.Reps)
            {
                // No rep ends after it was written: a phone whose clock runs ahead would otherwise be shown reps that the round's end takes back.
                var at = Math.Min(end + attachment.ClockOffsetMicros, recorded);
                if (at < attachment.FromMicros || at >= (attachment.UntilMicros ?? long.MaxValue))
                    continue;
                if (RoundAt(group, at) is not { } round || group.Plan.Rounds[round - 1].ExerciseId != exercise)
                    continue;

                reps[round - 1]++;
                if (round == shownRound)
                    shown.Add(at);
            }
        }

        shown.Sort();
        return new GroupScore(reps, shown);
    }

    /// <summary>Percent of one's own best, over the rounds that have begun and for which a best is known; null where none is.</summary>
    public static float? PercentOfBest(StoredGroup group, GroupParticipant participant, IReadOnlyList<int> reps)
    {
        var (done, best) = (0, 0);
        for (var i = 0; i < GroupCourse.ShownRound(group); i++)
        {
            if (participant.Rounds[i].Best > 0)
                (done, best) = (done + reps[i], best + participant.Rounds[i].Best);
        }

        return best > 0 ? 100f * done / best : null;
    }

    /// <summary>Reps a minute by the last few; 0 where they are too few or too long ago, or came late and all at once.</summary>
    public static float Tempo(IReadOnlyList<long> ends, long now)
    {
        var first = Math.Max(0, ends.Count - TempoReps);
        if (ends.Count < 2 || now - ends[^1] > TempoForgetsMicros || ends[^1] <= ends[first])
            return 0;

        var tempo = 60e6f * (ends.Count - 1 - first) / (ends[^1] - ends[first]);
        return tempo <= MostTempo ? tempo : 0;
    }

    /// <summary>Ranks by what the group is ranked by: from 1, equal ones alike, 0 for those who are not ranked.</summary>
    /// <param name="group">The group.</param>
    /// <param name="reps">All reps by round, one a participant.</param>
    public static int[] Ranks(StoredGroup group, IReadOnlyList<IReadOnlyList<int>> reps)
    {
        var values = group.Participants.Select((p, i) => Value(group, p, reps[i])).ToArray();
        return [.. values.Select(value => value is null ? 0 : 1 + values.Count(other => other > value))];
    }

    private static double? Value(StoredGroup group, GroupParticipant participant, IReadOnlyList<int> reps) =>
        !participant.Ranked || participant.Muted || participant.Standing == ParticipantStanding.Removed ? null
        : group.Plan.Ranking switch
        {
            GroupRanking.Reps => reps.Sum(),
            GroupRanking.PercentOfBest => PercentOfBest(group, participant, reps),
            _ => null,
        };

    private static int? RoundAt(StoredGroup group, long at)
    {
        foreach (var span in group.Spans)
        {
            if (at >= span.StartMicros && at < GroupCourse.EndOf(group, span))
                return span.RoundNumber;
        }

        return null;
    }
}

/// <summary>What a participant has done.</summary>
/// <param name="Reps">One number a round of the plan.</param>
/// <param name="ShownEnds">When the reps of the round that boards show ended, by the server's clock, rising.</param>
internal sealed record GroupScore(IReadOnlyList<int> Reps, IReadOnlyList<long> ShownEnds);
