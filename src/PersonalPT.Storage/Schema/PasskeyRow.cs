namespace PersonalPT.Storage.Schema;

/// <summary>A key of somebody's device by which he signs in without a password.</summary>
internal sealed class PasskeyRow
{
    public required string GymId { get; init; }

    public required string UserId { get; init; }

    public required string CredentialId { get; init; }

    public required string Name { get; set; }

    public required string Content { get; set; }

    public required long CreatedMicros { get; init; }
}
