using PersonalPT.Counting.Models;
using PersonalPT.Counting.Training;
using PersonalPT.Evaluation.DataSets;
using PersonalPT.Testing;

namespace PersonalPT.Counting.Tests.Training;

/// <summary>
/// Protocol P1 on real recordings: every recording with at least two usable cycles teaches its exercise, all others of that exercise are counted; mean
/// over demonstrations, exercises weighted by their recordings. Once with the reps marked, once with their number only, once with nothing.
/// </summary>
public class LabelFreeAccuracyTests
{
    private const long LeastRepMicros = 200_000;

    // Two points.
    private const double Tolerance = .02;

    [Fact]
    public void Without_marks_others_are_counted_as_well_as_with_marks_to_two_points()
    {
        var data = DataSet.Load(TestData.RepCountPose, TestContext.Current.CancellationToken);
        var demonstrations = data.Sequences.Where(s => Marked(s).Count >= 2).ToList();
        var marked = Models(demonstrations, s => new DemonstrationLabels.RepSpans(Marked(s)));
        var numbered = Models(demonstrations, s => new DemonstrationLabels.RepCount(s.Count));
        var unlabelled = Models(demonstrations, _ => new DemonstrationLabels.Unlabelled());

        // A demonstration that one of them refuses is no demonstration for any: the same ones are compared.
        var taught = demonstrations.Where(s => marked.ContainsKey(s) && numbered.ContainsKey(s) && unlabelled.ContainsKey(s)).ToList();
        Assert.InRange(taught.Count, 138, demonstrations.Count);

        var labelled = Score(data, taught, marked);
        Assert.InRange(labelled.Streamed.Obo, .74, 1);
        foreach (var models in new[] { numbered, unlabelled })
        {
            var (final, streamed) = Score(data, taught, models);
            var figures = $"{labelled} with marks, {(final, streamed)} without";
            TestContext.Current.TestOutputHelper?.WriteLine(figures);
            Assert.True(labelled.Final.Obo - final.Obo <= Tolerance && final.Mae - labelled.Final.Mae <= Tolerance, figures);
            Assert.True(labelled.Streamed.Obo - streamed.Obo <= Tolerance && streamed.Mae - labelled.Streamed.Mae <= Tolerance, figures);
        }
    }

    /// <summary>The annotated cycles that are long enough, as far as they do not run into each other.</summary>
    private static List<CaptureSpan> Marked(RecordedSequence sequence)
    {
        var marked = new List<CaptureSpan>();
        if (sequence.Frames.All(f => f.Landmarks.IsEmpty))
            return marked;
        foreach (var span in sequence.Cycles.Select(sequence.ToCaptureSpan).OrderBy(s => s.StartMicros))
        {
            if (span.EndMicros - span.StartMicros >= LeastRepMicros && (marked.Count == 0 || span.StartMicros >= marked[^1].EndMicros))
                marked.Add(span);
        }

        return marked;
    }

    private static Dictionary<RecordedSequence, ExerciseModel> Models(List<RecordedSequence> demonstrations, Func<RecordedSequence, DemonstrationLabels> label)
    {
        ExerciseModel? Learn(RecordedSequence sequence)
        {
            try
            {
                return Trained.By(sequence.Frames, label(sequence));
            }
            catch (DemonstrationRefusedException)
            {
                return null;
            }
        }

        return demonstrations.AsParallel()
            .Select(s => (Sequence: s, Model: Learn(s)))
            .Where(m => m.Model is not null)
            .ToDictionary(m => m.Sequence, m => m.Model!);
    }

    private static (Figures Final, Figures Streamed) Score(DataSet data, List<RecordedSequence> taught, Dictionary<RecordedSequence, ExerciseModel> models)
    {
        var scores = taught.AsParallel().AsOrdered().Select(demonstration =>
        {
            var pairs = data.Sequences
                .Where(s => s.Exercise == demonstration.Exercise && s != demonstration)
                .Select(s => (s.Count, Counted: Counted.Set(s.Frames, models[demonstration])))
                .ToList();
            return (
                demonstration.Exercise,
                Final: Figures.Of(pairs.Select(p => (p.Count, p.Counted?.FinalVote ?? 0))),
                Streamed: Figures.Of(pairs.Select(p => (p.Count, p.Counted?.Reps.Count ?? 0))));
        }).ToList();

        var exercises = scores.GroupBy(s => s.Exercise).Select(g => (
            Weight: (double)data.Sequences.Count(s => s.Exercise == g.Key) / data.Sequences.Count(s => scores.Any(x => x.Exercise == s.Exercise)),
            Final: Figures.Mean(g.Select(s => s.Final)),
            Streamed: Figures.Mean(g.Select(s => s.Streamed)))).ToList();
        return (Figures.Sum(exercises.Select(e => e.Final * e.Weight)), Figures.Sum(exercises.Select(e => e.Streamed * e.Weight)));
    }

    /// <summary>Share within one rep, and mean error as a share of the true count.</summary>
    private readonly record struct Figures(double Obo, double Mae)
    {
        public static Figures operator *(Figures figures, double weight) => new(figures.Obo * weight, figures.Mae * weight);

        public static Figures Of(IEnumerable<(int True, int Counted)> pairs) =>
            Mean(pairs.Select(p => new Figures(Math.Abs(p.Counted - p.True) <= 1 ? 1 : 0, Math.Abs(p.Counted - p.True) / (double)p.True)));

        public static Figures Mean(IEnumerable<Figures> of)
        {
            var all = of.ToList();
            return Sum(all) * (1.0 / all.Count);
        }

        public static Figures Sum(IEnumerable<Figures> of) => of.Aggregate((a, b) => new Figures(a.Obo + b.Obo, a.Mae + b.Mae));
    }
}
