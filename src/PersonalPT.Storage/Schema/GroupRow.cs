using PersonalPT.Contracts.Groups;

namespace PersonalPT.Storage.Schema;

/// <summary>A group session: its plan's head and its clock.</summary>
internal sealed class GroupRow
{
    public required string GymId { get; init; }

    public required string GroupId { get; init; }

    /// <summary>Rises with every write.</summary>
    public required long Revision { get; set; }

    /// <summary>Who wrote this revision.</summary>
    public required string Writer { get; set; }

    public required string Title { get; init; }

    public required GroupRanking Ranking { get; init; }

    public required int CountInSeconds { get; init; }

    /// <summary>Null once the group is over: a code is free again then.</summary>
    public string? Code { get; set; }

    public required string PlannedBy { get; init; }

    public required long PlannedMicros { get; init; }

    public long? StartedMicros { get; set; }

    public long? EndedMicros { get; set; }

    public required bool Settled { get; set; }

    public required GroupPhase Phase { get; set; }

    public required int RoundNumber { get; set; }

    public required long PhaseStartedMicros { get; set; }

    public long? PausedMicros { get; set; }

    public List<GroupRoundRow> Rounds { get; } = [];

    public List<GroupSpanRow> Spans { get; } = [];

    public List<GroupParticipantRow> Participants { get; } = [];

    public List<GroupAttachmentRow> Attachments { get; } = [];
}
