using MathNet.Numerics.Statistics;
using PersonalPT.Counting.Signals;
using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Counting.Training;

/// <summary>The shapes of cycles in feature space, each drawn at the same number of phases, so that they can be compared.</summary>
internal sealed class CycleShapes
{
    private const int Phases = 16;
    private const int Width = SkeletonFeatures.Count;

    private readonly FeatureRows _rows;
    private readonly IReadOnlyList<Cycle> _cycles;
    private readonly float[][] _shapes;

    public CycleShapes(FeatureRows rows, IReadOnlyList<Cycle> cycles)
    {
        _rows = rows;
        _cycles = cycles;
        _shapes = [.. cycles.Select(Draw)];
    }

    /// <summary>
    /// How much the chosen cycles are one movement, done again and again: the energy that a template made of the <em>other</em> cycles explains
    /// (rows times squared units), times its share. Large, long and regular scores high.
    /// </summary>
    public double Regularity(IEnumerable<int> chosen)
    {
        var bundle = new Bundle();
        foreach (var c in chosen)
            bundle.Add(_shapes[c], Length(c));
        return bundle.Regularity();
    }

    /// <summary>The run of neighbouring cycles that fit together best, and its regularity.</summary>
    public (double Regularity, int First) BestRun(int length)
    {
        var bundle = new Bundle();
        var best = (Regularity: double.NegativeInfinity, First: 0);
        for (var c = 0; c < _shapes.Length; c++)
        {
            bundle.Add(_shapes[c], Length(c));
            var first = c - length + 1;
            if (first > 0)
                bundle.Remove(_shapes[first - 1], Length(first - 1));
            if (first >= 0 && bundle.Regularity() is double regularity && regularity >= best.Regularity)
                best = (regularity, first);
        }

        return best;
    }

    /// <summary>How much a single cycle is a way out and back: its energy, less where it does not come back to where it started. At least 0.</summary>
    public double OutAndBack(int cycle)
    {
        var shape = _shapes[cycle];
        const int Last = (Phases - 1) * Width;
        double ends = 0, farthest = 0;
        for (var k = 0; k < Width; k++)
            ends += Square(shape[Last + k] - shape[k]);
        for (var p = 0; p < Phases; p++)
        {
            var distance = 0.0;
            for (var k = 0; k < Width; k++)
                distance += Square(shape[p * Width + k] - (shape[k] + shape[Last + k]) / 2);
            farthest = Math.Max(farthest, distance);
        }

        return farthest > 0 ? Compare(shape, shape).Energy * Math.Max(0, 1 - ends / farthest) : 0;
    }

    /// <summary>The cycles that look like the others and are a quarter to four times as large.</summary>
    public List<int> Alike()
    {
        var kept = Enumerable.Range(0, _shapes.Length).ToList();
        for (var round = 0; round < 3 && kept.Count >= 2; round++)
        {
            var template = Mean(kept);
            var energy = new double[_shapes.Length];
            var left = new double[_shapes.Length];
            for (var c = 0; c < _shapes.Length; c++)
                (energy[c], left[c]) = Compare(_shapes[c], template);
            foreach (var c in kept)
                left[c] *= OwnShareRemoved(kept.Count);
            var middle = ArrayStatistics.MedianInplace([.. kept.Select(c => energy[c])]);
            var next = Enumerable.Range(0, _shapes.Length)
                .Where(c => left[c] < energy[c] && energy[c] < 4 * middle && energy[c] > .25 * middle)
                .ToList();
            if (next.Count < 2 || next.SequenceEqual(kept))
                break;
            kept = next;
        }

        return kept;
    }

    /// <summary>A cycle that is part of the template must not be judged by its own share in it: (s - mean of the others) = n / (n - 1) (s - mean of all).</summary>
    private static double OwnShareRemoved(int count) => Square((double)count / (count - 1));

    private static double Square(double value) => value * value;

    private int Length(int cycle) => _cycles[cycle].End - _cycles[cycle].Start;

    private float[] Mean(List<int> chosen)
    {
        var sum = new double[Phases * Width];
        foreach (var c in chosen)
        {
            for (var j = 0; j < sum.Length; j++)
                sum[j] += _shapes[c][j];
        }

        return [.. sum.Select(s => (float)(s / chosen.Count))];
    }

    /// <summary>Mean over the phases: squared distance from the template's middle, and from the template itself.</summary>
    private static (double Energy, double Left) Compare(float[] shape, float[] template)
    {
        double energy = 0, left = 0;
        for (var k = 0; k < Width; k++)
        {
            var middle = 0.0;
            for (var p = 0; p < Phases; p++)
                middle += template[p * Width + k];
            middle /= Phases;
            for (var p = 0; p < Phases; p++)
            {
                energy += Square(shape[p * Width + k] - middle);
                left += Square(shape[p * Width + k] - template[p * Width + k]);
            }
        }

        return (energy / Phases, left / Phases);
    }

    private float[] Draw(Cycle cycle)
    {
        var shape = new float[Phases * Width];
        for (var p = 0; p < Phases; p++)
        {
            double at = cycle.Start + (cycle.End - cycle.Start) * (double)p / (Phases - 1);
            int row = Math.Min((int)at, _rows.Count - 2);
            float part = (float)(at - row);
            var a = _rows[row];
            var b = _rows[row + 1];
            for (var k = 0; k < Width; k++)
                shape[p * Width + k] = a[k] * (1 - part) + b[k] * part;
        }

        return shape;
    }

    /// <summary>
    /// Running sums over shapes s of length L, so that a run of cycles is scored in one step from its neighbour:
    /// Σ L |s - m|² = Σ L |s|² - 2 m · Σ L s + |m|² Σ L, for any template m.
    /// </summary>
    private sealed class Bundle
    {
        private readonly double[] _sum = new double[Phases * Width];
        private readonly double[] _weighted = new double[Phases * Width];
        private double _weightedSquares;
        private double _weight;
        private int _count;

        public void Add(float[] shape, int length) => Take(shape, length, 1);

        public void Remove(float[] shape, int length) => Take(shape, length, -1);

        public double Regularity()
        {
            double toTemplate = _weightedSquares, toMiddle = _weightedSquares;
            for (var k = 0; k < Width; k++)
            {
                var middle = 0.0;
                for (var p = 0; p < Phases; p++)
                    middle += _sum[p * Width + k];
                middle /= Phases * _count;
                for (var p = 0; p < Phases; p++)
                {
                    double template = _sum[p * Width + k] / _count, weighted = _weighted[p * Width + k];
                    toTemplate += template * (template * _weight - 2 * weighted);
                    toMiddle += middle * (middle * _weight - 2 * weighted);
                }
            }

            double total = toMiddle / Phases, explained = total - toTemplate / Phases * OwnShareRemoved(_count);
            return explained > 0 ? explained * (explained / total) : explained;
        }

        private void Take(float[] shape, int length, int sign)
        {
            for (var j = 0; j < shape.Length; j++)
            {
                _sum[j] += sign * (double)shape[j];
                _weighted[j] += sign * length * (double)shape[j];
                _weightedSquares += sign * length * Square(shape[j]);
            }

            _weight += sign * length;
            _count += sign;
        }
    }
}
