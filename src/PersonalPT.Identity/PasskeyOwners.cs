using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using PersonalPT.Contracts.Accounts;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Identity;

/// <summary>
/// The one account that an attempt with a passkey is about, as ASP.NET Core Identity looks at it: reading only. Whatever comes of the attempt is written by <see cref="Passkeys"/>.
/// </summary>
/// <param name="store">The accounts.</param>
/// <param name="gymId">The gym.</param>
/// <param name="owner">The account; null: nobody's, so nothing is found.</param>
/// <param name="aborted">Stops what is read.</param>
internal sealed class PasskeyOwners(IAccountStore store, string gymId, Account? owner, CancellationToken aborted) : IUserPasskeyStore<Account>
{
    /// <summary>How an account's devices know it: nothing that says who it is, and another one for another account of the same name.</summary>
    public static string HandleOf(Account account) =>
        WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.UTF8.GetBytes($"{account.GymId}/{account.UserId}/{account.CreatedMicros}")));

    /// <summary>How the storage calls a credential.</summary>
    public static string NameOf(byte[] credentialId) => WebEncoders.Base64UrlEncode(credentialId);

    /// <inheritdoc/>
    public Task<string> GetUserIdAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(HandleOf(user));

    /// <inheritdoc/>
    public Task<string?> GetUserNameAsync(Account user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.UserId);

    /// <inheritdoc/>
    public Task<string?> GetNormalizedUserNameAsync(Account user, CancellationToken cancellationToken) => GetUserNameAsync(user, cancellationToken);

    /// <inheritdoc/>
    public Task<Account?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        Task.FromResult(owner is not null && HandleOf(owner) == userId ? owner : null);

    /// <inheritdoc/>
    public Task<Account?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) =>
        Task.FromResult(owner?.UserId == normalizedUserName ? owner : null);

    /// <inheritdoc/>
    public async Task<Account?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) =>
        await store.PasskeyOwner(gymId, NameOf(credentialId), aborted) is { } userId ? await store.Find(gymId, userId, aborted) : null;

    /// <inheritdoc/>
    public async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(Account user, CancellationToken cancellationToken) =>
        [.. (await store.Passkeys(gymId, user.UserId, aborted)).Select(key => PasskeyContent.Read(key).ToInfo(WebEncoders.Base64UrlDecode(key.CredentialId), key.CreatedMicros))];

    /// <inheritdoc/>
    public async Task<UserPasskeyInfo?> FindPasskeyAsync(Account user, byte[] credentialId, CancellationToken cancellationToken) =>
        (await store.Passkeys(gymId, user.UserId, aborted)).FirstOrDefault(key => key.CredentialId == NameOf(credentialId)) is { } key
            ? PasskeyContent.Read(key).ToInfo(credentialId, key.CreatedMicros)
            : null;

    /// <inheritdoc/>
    public Task AddOrUpdatePasskeyAsync(Account user, UserPasskeyInfo passkey, CancellationToken cancellationToken) => throw ReadingOnly();

    /// <inheritdoc/>
    public Task RemovePasskeyAsync(Account user, byte[] credentialId, CancellationToken cancellationToken) => throw ReadingOnly();

    /// <inheritdoc/>
    public Task SetUserNameAsync(Account user, string? userName, CancellationToken cancellationToken) => throw ReadingOnly();

    /// <inheritdoc/>
    public Task SetNormalizedUserNameAsync(Account user, string? normalizedName, CancellationToken cancellationToken) => throw ReadingOnly();

    /// <inheritdoc/>
    public Task<IdentityResult> CreateAsync(Account user, CancellationToken cancellationToken) => throw ReadingOnly();

    /// <inheritdoc/>
    public Task<IdentityResult> UpdateAsync(Account user, CancellationToken cancellationToken) => throw ReadingOnly();

    /// <inheritdoc/>
    public Task<IdentityResult> DeleteAsync(Account user, CancellationToken cancellationToken) => throw ReadingOnly();

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static NotSupportedException ReadingOnly() => new("Accounts are changed by LocalAccounts and Passkeys.");
}
