using Microsoft.AspNetCore.Identity;
using PersonalPT.Contracts.Accounts;

namespace PersonalPT.Identity.Tests;

/// <summary>Hashes that are quick to make, no two alike, and counted. What begins with <see cref="Old"/> has to be hashed anew.</summary>
internal sealed class CountedHasher(MemoryAccounts store) : IPasswordHasher<Account>
{
    public const string Old = "old";

    private int _hashes;
    private int _verdicts;
    private int _whileChanging;

    /// <summary>Passwords that were looked at.</summary>
    public int Verdicts => _verdicts;

    /// <summary>How often it worked while the store could not.</summary>
    public int WhileChanging => _whileChanging;

    public string HashPassword(Account user, string password)
    {
        Look();
        return $"{Interlocked.Increment(ref _hashes)}:{password}";
    }

    public PasswordVerificationResult VerifyHashedPassword(Account user, string hashedPassword, string providedPassword)
    {
        Look();
        Interlocked.Increment(ref _verdicts);
        return hashedPassword[(hashedPassword.IndexOf(':', StringComparison.Ordinal) + 1)..] != providedPassword
            ? PasswordVerificationResult.Failed
            : hashedPassword.StartsWith(Old, StringComparison.Ordinal) ? PasswordVerificationResult.SuccessRehashNeeded : PasswordVerificationResult.Success;
    }

    private void Look()
    {
        if (store.IsChanging)
            Interlocked.Increment(ref _whileChanging);
    }
}
