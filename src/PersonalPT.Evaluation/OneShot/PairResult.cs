using CsvHelper;

namespace PersonalPT.Evaluation.OneShot;

/// <summary>One recording counted by a model of another.</summary>
[CsvRecord]
public sealed partial record PairResult
{
    /// <summary>The exercise that both show.</summary>
    [CsvColumn("exercise")]
    public required string Exercise { get; init; }

    /// <summary>Name of the recording that taught the model.</summary>
    [CsvColumn("demonstration")]
    public required string Demonstration { get; init; }

    /// <summary>Name of the recording that was counted.</summary>
    [CsvColumn("test")]
    public required string Test { get; init; }

    /// <summary>Its true number of reps.</summary>
    [CsvColumn("true")]
    public required int True { get; init; }

    /// <summary>The final count.</summary>
    [CsvColumn("counted")]
    public required int Counted { get; init; }

    /// <summary>The count as streamed.</summary>
    [CsvColumn("streamed")]
    public required int Streamed { get; init; }

    /// <summary>Writes pairs as CSV with a header: exercise, demonstration, test, true, counted, streamed.</summary>
    /// <param name="path">The file; replaced if there is one.</param>
    /// <param name="pairs">The pairs.</param>
    public static void WriteCsv(string path, IEnumerable<PairResult> pairs)
    {
        using var csv = CsvWriter.ToFile(path, CsvWriterOptions.For<PairResult>() with { NewLine = "\n" }, FileOptions.None);
        csv.WriteRecords(pairs);
    }
}
