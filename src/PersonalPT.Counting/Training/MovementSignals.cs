using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;
using MathNet.Numerics.Statistics;
using PersonalPT.Counting.Signals;
using PersonalPT.Counting.Skeletons;

namespace PersonalPT.Counting.Training;

/// <summary>
/// One-dimensional views of a demonstration in which its reps may show: the leading principal components of the movement, and of the movement
/// without slow drift.
/// </summary>
internal static class MovementSignals
{
    private const int Components = 4;
    private const int DriftRows = 121;

    // A lost skeleton jumps far away for a few rows; it must not make a component.
    private const double ClipAt = 1.5;

    public static IReadOnlyList<double[]> Of(FeatureRows rows, CancellationToken ct)
    {
        // By feature, then by row: everything but the second moments runs along the recording.
        double[][] columns = [.. Enumerable.Range(0, SkeletonFeatures.Count).Select(f => Column(rows, f))];
        var centred = Array.ConvertAll(columns, WithoutMedian);
        ct.ThrowIfCancellationRequested();
        var signals = Views(centred, LeadingAxes(Array.ConvertAll(centred, Clipped)));
        if (rows.Count <= DriftRows)
            return signals;

        ct.ThrowIfCancellationRequested();
        var steady = Array.ConvertAll(columns, WithoutDrift);
        return [.. signals, .. Views(steady, LeadingAxes(steady))];
    }

    private static double[] Column(FeatureRows rows, int feature)
    {
        var column = new double[rows.Count];
        for (var i = 0; i < column.Length; i++)
            column[i] = rows[i][feature];
        return column;
    }

    private static double[] WithoutMedian(double[] column)
    {
        var median = ArrayStatistics.MedianInplace((double[])column.Clone());
        return Array.ConvertAll(column, v => v - median);
    }

    /// <summary>Clipped, and freed of what mean is left then.</summary>
    private static double[] Clipped(double[] column)
    {
        var clipped = Array.ConvertAll(column, v => Math.Clamp(v, -ClipAt, ClipAt));
        var mean = ArrayStatistics.Mean(clipped);
        return Array.ConvertAll(clipped, v => v - mean);
    }

    /// <summary>Takes a moving mean off: of <see cref="DriftRows"/> rows around each row, of fewer at both ends.</summary>
    private static double[] WithoutDrift(double[] column)
    {
        const int Half = DriftRows / 2;
        var total = new double[column.Length + 1];
        for (var i = 0; i < column.Length; i++)
            total[i + 1] = total[i] + column[i];

        var steady = new double[column.Length];
        for (var i = 0; i < steady.Length; i++)
        {
            int first = Math.Max(i - Half, 0), end = Math.Min(i + Half + 1, column.Length);
            steady[i] = column[i] - (total[end] - total[first]) / (end - first);
        }

        return steady;
    }

    /// <summary>The directions of the largest spread, largest first: eigenvectors of the second moments.</summary>
    private static double[][] LeadingAxes(double[][] columns)
    {
        var moments = new DenseMatrix(columns.Length, columns.Length);
        for (var k = 0; k < columns.Length; k++)
        {
            for (var l = 0; l <= k; l++)
            {
                var sum = 0.0;
                for (var i = 0; i < columns[k].Length; i++)
                    sum += columns[k][i] * columns[l][i];
                moments[k, l] = moments[l, k] = sum;
            }
        }

        // Eigenvalues come in rising order.
        var vectors = moments.Evd(Symmetricity.Symmetric).EigenVectors;
        return [.. Enumerable.Range(1, Components).Select(c => vectors.Column(columns.Length - c).ToArray())];
    }

    private static double[][] Views(double[][] columns, double[][] axes) => Array.ConvertAll(axes, axis =>
    {
        var view = new double[columns[0].Length];
        for (var k = 0; k < columns.Length; k++)
        {
            for (var i = 0; i < view.Length; i++)
                view[i] += columns[k][i] * axis[k];
        }

        return view;
    });
}
