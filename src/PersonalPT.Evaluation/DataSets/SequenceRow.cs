using CsvHelper;

namespace PersonalPT.Evaluation.DataSets;

/// <summary>A line of <c>sequences.csv</c>.</summary>
[CsvRecord]
internal sealed partial record SequenceRow
{
    [CsvColumn("name")]
    public string Name { get; init; } = "";

    [CsvColumn("exercise")]
    public string Exercise { get; init; } = "";

    [CsvColumn("count")]
    public int Count { get; init; }

    [CsvColumn("cycles", Optional = true)]
    public string? Cycles { get; init; }

    [CsvColumn("fps", Optional = true)]
    public double? FramesPerSecond { get; init; }
}
