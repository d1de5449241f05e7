namespace PersonalPT.Storage.Schema;

/// <summary>A phone or app that is signed in.</summary>
internal sealed class DeviceRow
{
    public required string GymId { get; init; }

    public required string DeviceId { get; init; }

    public required string UserId { get; init; }

    public required string Name { get; init; }

    public required long CreatedMicros { get; init; }

    public required string RefreshHash { get; set; }

    public string? PreviousHash { get; set; }

    public required long RenewedMicros { get; set; }

    public required long ExpiresMicros { get; set; }
}
