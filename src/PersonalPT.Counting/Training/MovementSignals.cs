using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;
using MathNet.Numerics.Statistics;

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

    public static IReadOnlyList<double[]> Of(RowMatrix rows, CancellationToken ct)
    {
        var signals = new List<double[]>(2 * Components);
        var centred = WithoutMedian(rows);
        ct.ThrowIfCancellationRequested();
        signals.AddRange(Views(centred, LeadingAxes(centred, ClipAt, removeMean: true)));
        if (rows.Count > DriftRows)
        {
            ct.ThrowIfCancellationRequested();
            var steady = WithoutDrift(rows);
            signals.AddRange(Views(steady, LeadingAxes(steady, double.PositiveInfinity, removeMean: false)));
        }

        return signals;
    }

    private static RowMatrix WithoutMedian(RowMatrix rows)
    {
        int width = rows.Width;
        var centred = new float[rows.Count * width];
        var column = new double[rows.Count];
        for (int k = 0; k < width; k++)
        {
            for (int i = 0; i < column.Length; i++)
                column[i] = rows[i][k];
            double median = ArrayStatistics.MedianInplace((double[])column.Clone());
            for (int i = 0; i < column.Length; i++)
                centred[i * width + k] = (float)(column[i] - median);
        }

        return new RowMatrix(centred, width);
    }

    /// <summary>Takes a moving mean off: of <see cref="DriftRows"/> rows around each row, of fewer at both ends.</summary>
    private static RowMatrix WithoutDrift(RowMatrix rows)
    {
        const int Half = DriftRows / 2;
        int width = rows.Width;
        var steady = new float[rows.Count * width];
        var total = new double[rows.Count + 1];
        for (int k = 0; k < width; k++)
        {
            for (int i = 0; i < rows.Count; i++)
                total[i + 1] = total[i] + rows[i][k];
            for (int i = 0; i < rows.Count; i++)
            {
                int first = Math.Max(i - Half, 0), end = Math.Min(i + Half + 1, rows.Count);
                steady[i * width + k] = (float)(rows[i][k] - (total[end] - total[first]) / (end - first));
            }
        }

        return new RowMatrix(steady, width);
    }

    private static IEnumerable<double[]> Views(RowMatrix rows, Matrix<double> axes) => axes.EnumerateColumns().Select(axis => rows.Project(axis.AsArray()));

    /// <summary>The directions of the largest spread, as columns, largest first: eigenvectors of the rows' second moments.</summary>
    private static Matrix<double> LeadingAxes(RowMatrix rows, double clipAt, bool removeMean)
    {
        int width = rows.Width;
        var moments = new DenseMatrix(width, width);
        var mean = new double[width];
        var clipped = new double[width];
        for (int i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            for (int k = 0; k < width; k++)
            {
                clipped[k] = Math.Clamp(row[k], -clipAt, clipAt);
                mean[k] += clipped[k];
            }

            for (int k = 0; k < width; k++)
            {
                for (int l = 0; l <= k; l++)
                    moments[k, l] += clipped[k] * clipped[l];
            }
        }

        for (int k = 0; k < width; k++)
        {
            for (int l = 0; l <= k; l++)
                moments[l, k] = moments[k, l] -= removeMean ? mean[k] * mean[l] / rows.Count : 0;
        }

        // Eigenvalues come in rising order.
        var vectors = moments.Evd(Symmetricity.Symmetric).EigenVectors;
        return Matrix<double>.Build.DenseOfColumnVectors(Enumerable.Range(1, Math.Min(Components, width)).Select(c => vectors.Column(width - c)));
    }
}
