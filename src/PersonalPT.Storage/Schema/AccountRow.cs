using PersonalPT.Contracts.Access;

namespace PersonalPT.Storage.Schema;

/// <summary>Somebody whom this server itself knows.</summary>
internal sealed class AccountRow
{
    public required string GymId { get; init; }

    public required string UserId { get; init; }

    public required Role Role { get; set; }

    public required long CreatedMicros { get; init; }

    public string? PasswordHash { get; set; }

    public required string Stamp { get; set; }

    public required int WrongPasswords { get; set; }

    public long? LockedUntilMicros { get; set; }
}
