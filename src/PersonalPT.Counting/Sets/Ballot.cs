using System.Runtime.Intrinsics;

namespace PersonalPT.Counting.Sets;

/// <summary>
/// What the candidates say together: the median of their counts, weighted by exp(8 score), where the score is how regular the reps are that a
/// candidate has found.
/// </summary>
/// <param name="Count">The weighted median.</param>
/// <param name="Sure">Share of the weight that counts at least as much.</param>
/// <param name="Best">Lane of the best-scored candidate that counts what the vote says.</param>
internal readonly record struct Ballot(int Count, float Sure, int Best)
{
    private const float Sharpness = 8;

    public static Ballot Of(TurningPoints candidates, ReadOnlySpan<float> path)
    {
        Span<float> scores = stackalloc float[CandidateLayout.Lanes];
        Span<float> weights = stackalloc float[CandidateLayout.Lanes];
        candidates.Score(path, scores);

        var best = Vector256.Create(float.MinValue);
        for (var lane = 0; lane < CandidateLayout.Lanes; lane += Vector256<float>.Count)
            best = Vector256.Max(best, Vector256.Create(scores.Slice(lane, Vector256<float>.Count)));
        var top = Vector256.Create(Highest(best));
        for (var lane = 0; lane < CandidateLayout.Lanes; lane += Vector256<float>.Count)
            Vector256.Exp((Vector256.Create(scores.Slice(lane, Vector256<float>.Count)) - top) * Sharpness).CopyTo(weights[lane..]);

        return Decide(candidates, scores, weights);
    }

    private static float Highest(Vector256<float> values)
    {
        var highest = values[0];
        for (var i = 1; i < Vector256<float>.Count; i++)
            highest = Math.Max(highest, values[i]);
        return highest;
    }

    private static Ballot Decide(TurningPoints candidates, ReadOnlySpan<float> scores, ReadOnlySpan<float> weights)
    {
        var order = candidates.ByCount;
        Span<float> sums = stackalloc float[CandidateLayout.Lanes];
        var total = 0f;
        for (var i = 0; i < order.Length; i++)
            sums[i] = total += weights[order[i]];

        var half = total / 2;
        var middle = 0;
        while (sums[middle] < half)
            middle++;

        var count = candidates.Count(order[middle]);
        var first = middle;
        while (first > 0 && candidates.Count(order[first - 1]) == count)
            first--;

        var chosen = order[first];
        for (var i = first + 1; i < order.Length && candidates.Count(order[i]) == count; i++)
        {
            // Of equal scores the lower lane, because the order among equal counts is an accident of when they were reached.
            if (scores[order[i]] > scores[chosen] || (scores[order[i]] == scores[chosen] && order[i] < chosen))
                chosen = order[i];
        }

        return new Ballot(count, (total - (first > 0 ? sums[first - 1] : 0)) / total, chosen);
    }
}
