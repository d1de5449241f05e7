using System.Text.Json;
using System.Text.Json.Serialization;
using CsvHelper;
using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Groups;

namespace PersonalPT.Api.Groups;

/// <summary>A group's results as a file.</summary>
internal sealed class GroupExport : IGroupResultFiles
{
    private const int ChunkSize = 64 * 1024;

    /// <inheritdoc/>
    public byte[] Write(GroupResults results, Member reader, GroupFileFormat format)
    {
        var rows = ExportedGroupResult.Of(results, reader.Sees);
        return format switch
        {
            GroupFileFormat.Csv => Csv(rows),
            GroupFileFormat.Json => JsonSerializer.SerializeToUtf8Bytes([.. rows], GroupExportJson.Default.ExportedGroupResultArray),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "There is no such format."),
        };
    }

    /// <summary>The file in the pieces in which it is sent.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Pieces(byte[] file)
    {
        for (var at = 0; at < file.Length; at += ChunkSize)
            yield return file.AsMemory(at, Math.Min(ChunkSize, file.Length - at));
    }

    private static byte[] Csv(IEnumerable<ExportedGroupResult> results)
    {
        using var bytes = new MemoryStream();
        using (var csv = CsvWriter.Create(bytes, CsvWriterOptions.Default, leaveOpen: true))
        {
            csv.WriteHeader<ExportedGroupResult>();
            foreach (var result in results)
                csv.WriteRecord(result);
            csv.Flush();
        }

        return bytes.ToArray();
    }
}

/// <summary>What a participant did in a round, as it is exported: names and order of the columns are a contract.</summary>
[CsvRecord]
internal sealed partial record ExportedGroupResult
{
    [CsvColumn("group_id"), JsonPropertyName("group_id")]
    public required string GroupId { get; init; }

    [CsvColumn("title"), JsonPropertyName("title")]
    public required string Title { get; init; }

    [CsvColumn("rank"), JsonPropertyName("rank")]
    public required int Rank { get; init; }

    [CsvColumn("participant"), JsonPropertyName("participant")]
    public required int Participant { get; init; }

    [CsvColumn("name"), JsonPropertyName("name")]
    public required string Name { get; init; }

    [CsvColumn("athlete_id"), JsonPropertyName("athlete_id")]
    public required string AthleteId { get; init; }

    [CsvColumn("round"), JsonPropertyName("round")]
    public required int Round { get; init; }

    [CsvColumn("exercise"), JsonPropertyName("exercise")]
    public required string Exercise { get; init; }

    [CsvColumn("reps"), JsonPropertyName("reps")]
    public required int Reps { get; init; }

    [CsvColumn("reps_total"), JsonPropertyName("reps_total")]
    public required int RepsTotal { get; init; }

    /// <summary>Of these results, in their order.</summary>
    /// <param name="results">The results.</param>
    /// <param name="sees">Whether an athlete's id may stand in it.</param>
    public static IEnumerable<ExportedGroupResult> Of(GroupResults results, Func<string, bool> sees) => results.Results.SelectMany(result =>
        result.RepsByRound.Select((reps, i) => new ExportedGroupResult
        {
            GroupId = results.Group.Group.GroupId,
            Title = results.Group.Plan.Title,
            Rank = result.Rank,
            Participant = result.ParticipantNumber,
            Name = result.Name,
            AthleteId = sees(result.AthleteId) ? result.AthleteId : "",
            Round = i + 1,
            Exercise = results.Group.Plan.Rounds[i].ExerciseId,
            Reps = reps,
            RepsTotal = result.RepsByRound.Sum(),
        }));
}

/// <summary>JSON without reflection.</summary>
[JsonSerializable(typeof(ExportedGroupResult[]))]
internal sealed partial class GroupExportJson : JsonSerializerContext;
