using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Accounts;

namespace PersonalPT.Storage.Schema;

/// <summary>A code that is good once. Deleted by its use.</summary>
internal sealed class AccountCodeRow
{
    public required string CodeHash { get; init; }

    public required string GymId { get; init; }

    public required AccountCodeKind Kind { get; init; }

    public required string UserId { get; init; }

    public required Role Role { get; init; }

    public required string CreatedBy { get; set; }

    public required long ExpiresMicros { get; init; }
}
