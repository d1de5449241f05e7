using PersonalPT.Contracts.Access;

namespace PersonalPT.Contracts.Accounts;

/// <summary>Somebody whom this server itself knows. Times are microseconds since the Unix epoch.</summary>
/// <param name="GymId">His gym.</param>
/// <param name="UserId">Who he is.</param>
/// <param name="Role">What he is there.</param>
/// <param name="CreatedMicros">Since when he is known.</param>
public sealed record Account(string GymId, string UserId, Role Role, long CreatedMicros)
{
    /// <summary>What his password is checked against; null: he has none, and comes by passkeys only.</summary>
    public string? PasswordHash { get; init; }

    /// <summary>Changes with everything that ends sign-ins on pages: a new password, another role.</summary>
    public required string Stamp { get; init; }

    /// <summary>Wrong passwords since the last right one.</summary>
    public int WrongPasswords { get; init; }

    /// <summary>Until when no password is looked at; null: it is.</summary>
    public long? LockedUntilMicros { get; init; }

    /// <summary>He as the permissions know him.</summary>
    public Member Member => new(GymId, Role, UserId);

    /// <summary>Who: the rest is not to be printed.</summary>
    public override string ToString() => $"{GymId}/{UserId}";
}

/// <summary>A key of somebody's device by which he signs in without a password.</summary>
/// <param name="CredentialId">What the device calls it, base64url.</param>
/// <param name="Name">What its owner calls it.</param>
/// <param name="Content">What an assertion is checked against, as JSON.</param>
/// <param name="CreatedMicros">Since when it is known.</param>
public sealed record Passkey(string CredentialId, string Name, string Content, long CreatedMicros);

/// <summary>A code that is good once: it lets somebody in, or a phone.</summary>
/// <param name="GymId">The gym.</param>
/// <param name="CodeHash">What is stored of the code.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="UserId">For whom.</param>
/// <param name="Role">What he is to be; for a phone: what its owner is.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="ExpiresMicros">Until when it is good.</param>
public sealed record AccountCode(string GymId, string CodeHash, AccountCodeKind Kind, string UserId, Role Role, string CreatedBy, long ExpiresMicros);

/// <summary>What a code is for. Stored: never renumber.</summary>
public enum AccountCodeKind
{
    /// <summary>Somebody gets an account, or a new password for the one that he has.</summary>
    Invitation = 1,
    /// <summary>A phone gets its tokens.</summary>
    Pairing = 2,
}

/// <summary>A phone or app that is signed in until it is revoked or stays away for too long.</summary>
/// <param name="GymId">The gym.</param>
/// <param name="DeviceId">Its name, a UUID.</param>
/// <param name="UserId">Whose.</param>
/// <param name="Name">What its owner calls it.</param>
/// <param name="CreatedMicros">Since when it is signed in.</param>
public sealed record Device(string GymId, string DeviceId, string UserId, string Name, long CreatedMicros)
{
    /// <summary>What is stored of its refresh token.</summary>
    public required string RefreshHash { get; init; }

    /// <summary>The same of the one before, which is still good while the newer one was not used: the phone may not have heard of it. Null: none.</summary>
    public string? PreviousHash { get; init; }

    /// <summary>When its tokens were renewed last.</summary>
    public required long RenewedMicros { get; init; }

    /// <summary>Until when they can be renewed.</summary>
    public required long ExpiresMicros { get; init; }

    /// <summary>Which: the rest is not to be printed.</summary>
    public override string ToString() => $"{GymId}/{DeviceId}";
}
