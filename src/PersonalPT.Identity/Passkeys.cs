using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Accounts;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Identity;

/// <summary>
/// Passkeys of the server's own accounts (W3C Web Authentication, Level 3). ASP.NET Core Identity reads and checks what devices say; here is kept what it was asked for, what is
/// stored of it, and who came in. What a device is asked lies sealed in the visitor's browser until it is answered, so nobody fills the server by asking. It is good once: a
/// passkey answers no challenge that was made before the one that it answered last.
/// </summary>
public sealed class Passkeys(
    LocalAccounts accounts, IAccountStore store, LocalAccountOptions options, IDataProtectionProvider protection, ILoggerFactory loggers, TimeProvider time)
{
    // 1023 bytes, base64url.
    private const int LongestCredential = 1364;

    private readonly IDataProtector _additions = protection.CreateProtector("PersonalPT.Passkeys.v1", "add");
    private readonly IDataProtector _signIns = protection.CreateProtector("PersonalPT.Passkeys.v1", "sign in");

    /// <summary>Somebody's passkeys, oldest first.</summary>
    public async Task<IReadOnlyList<OwnPasskey>> List(Member member, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(member);
        return [.. (await store.Passkeys(member.GymId, member.UserId, cancellationToken))
            .Select(key => new OwnPasskey(key.CredentialId, key.Name, key.CreatedMicros, PasskeyContent.Read(key).UsedMicros))];
    }

    /// <summary>What a visitor's device is asked so that he has a passkey; null where he has no account.</summary>
    public async Task<PasskeyQuestion?> AskToAdd(HttpContext http, RelyingParty party, Member member)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(member);
        if (await store.Find(member.GymId, member.UserId, http.RequestAborted) is not { } account)
            return null;

        using var users = Users(http, account.GymId, account);
        var asked = await Handler(users, party).MakeCreationOptionsAsync(
            new PasskeyUserEntity { Id = PasskeyOwners.HandleOf(account), Name = account.UserId, DisplayName = account.UserId }, http);
        return new PasskeyQuestion(asked.CreationOptionsJson, Seal(_additions, OwnerOf(account), asked.AttestationState!));
    }

    /// <summary>Adds a passkey by what a device has answered.</summary>
    /// <param name="http">The request.</param>
    /// <param name="party">The server, as the visitor names it.</param>
    /// <param name="member">The visitor.</param>
    /// <param name="name">What he calls it.</param>
    /// <param name="answer">What the device said, as the browser writes it.</param>
    /// <param name="attempt">What <see cref="PasskeyQuestion.Attempt"/> was; null: it is lost.</param>
    /// <returns>Why it was not added; null where it was.</returns>
    public async Task<PasskeyFault?> Add(HttpContext http, RelyingParty party, Member member, string name, string answer, string? attempt)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(member);
        var called = DeviceTokens.NameOf(name);
        if (called.Length == 0)
            return PasskeyFault.NoName;
        if (await store.Find(member.GymId, member.UserId, http.RequestAborted) is not { } account || Open(_additions, attempt, OwnerOf(account)) is not { } asked)
            return PasskeyFault.TooLate;

        using var users = Users(http, account.GymId, account);
        var said = await Handler(users, party).PerformAttestationAsync(new PasskeyAttestationContext { HttpContext = http, CredentialJson = answer, AttestationState = asked.State });
        if (!said.Succeeded)
            return PasskeyFault.NotGood;

        var passkey = new Passkey(PasskeyOwners.NameOf(said.Passkey.CredentialId), called, PasskeyContent.Of(said.Passkey, asked.IssuedMicros).Write(), time.UtcMicros());
        return await store.AddPasskey(account.GymId, account.UserId, passkey, options.MostPasskeys, http.RequestAborted) ? null : PasskeyFault.TooMany;
    }

    /// <summary>What a visitor's device is asked so that he comes in, whoever he is.</summary>
    public async Task<PasskeyQuestion> AskToSignIn(HttpContext http, RelyingParty party)
    {
        ArgumentNullException.ThrowIfNull(http);
        using var users = Users(http, "", null);
        var asked = await Handler(users, party).MakeRequestOptionsAsync(null, http);
        return new PasskeyQuestion(asked.RequestOptionsJson, Seal(_signIns, "", asked.AssertionState!));
    }

    /// <summary>Comes in by what a device has answered. A lock by wrong passwords does not matter: a passkey is not guessed.</summary>
    /// <param name="http">The request.</param>
    /// <param name="party">The server, as the visitor names it.</param>
    /// <param name="answer">What the device said, as the browser writes it.</param>
    /// <param name="attempt">What <see cref="PasskeyQuestion.Attempt"/> was; null: it is lost.</param>
    /// <param name="from">Where the attempt comes from, see <see cref="CallerAddress"/>.</param>
    /// <param name="means">By which page, for the audit log.</param>
    public async Task<Entrance> SignIn(HttpContext http, RelyingParty party, string answer, string? attempt, string from, string means)
    {
        ArgumentNullException.ThrowIfNull(http);
        var cancellationToken = http.RequestAborted;
        if (!accounts.MayTry(from))
            return Entrance.Of(EntranceFault.TooMany);
        if (await accounts.Gym(cancellationToken) is not { } gym)
            return Entrance.Of(EntranceFault.NotSetUp);
        if (Open(_signIns, attempt, "") is not { } asked)
            return await accounts.Refuse(null, from, EntranceFault.TooLate, means, cancellationToken);

        // By the credential alone: who is asked for must not be told apart from who is not.
        var owner = CredentialOf(answer) is { } credential && await store.PasskeyOwner(gym, credential, cancellationToken) is { } userId
            ? await store.Find(gym, userId, cancellationToken)
            : null;
        using var users = Users(http, gym, owner);
        var said = await Handler(users, party).PerformAssertionAsync(new PasskeyAssertionContext { HttpContext = http, CredentialJson = answer, AssertionState = asked.State });
        if (!said.Succeeded || !await Use(said.User, said.Passkey, asked, cancellationToken))
            return await accounts.Refuse(owner, from, EntranceFault.WrongPasskey, means, cancellationToken);
        return await accounts.Admit(said.User, means, cancellationToken);
    }

    /// <summary>Takes a passkey away; sign-ins on all browsers end.</summary>
    /// <returns>The account as it is then; null where he has no such passkey, or has no other way in.</returns>
    public Task<Account?> Remove(Member member, string credentialId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(member);
        return IsCredential(credentialId)
            ? store.RemovePasskey(member.GymId, member.UserId, credentialId, OneTimeCode.Secret(), cancellationToken)
            : Task.FromResult<Account?>(null);
    }

    // In one transaction with what is read: of two answers to one challenge, one comes in.
    private async Task<bool> Use(Account account, UserPasskeyInfo said, PasskeyAttempt asked, CancellationToken cancellationToken)
    {
        var isGood = false;
        await store.ChangePasskey(
            account.GymId, account.UserId, PasskeyOwners.NameOf(said.CredentialId),
            key =>
            {
                var used = PasskeyContent.Read(key).Use(said, asked.IssuedMicros, time.UtcMicros());
                isGood = used is not null;
                return used is null ? key : key with { Content = used.Write() };
            },
            cancellationToken);
        return isGood;
    }

    // What ends somebody's sign-ins ends what he was asked as well.
    private static string OwnerOf(Account account) => $"{PasskeyOwners.HandleOf(account)}/{account.Stamp}";

    // As browsers write it: nothing else is ever looked for.
    private static bool IsCredential(string text) => text.Length is > 0 and <= LongestCredential && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static string? CredentialOf(string answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            return json.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String
                && id.GetString() is { } credential && IsCredential(credential) ? credential : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private string Seal(IDataProtector protector, string owner, string state) => WebEncoders.Base64UrlEncode(
        protector.Protect(JsonSerializer.SerializeToUtf8Bytes(new PasskeyAttempt(time.UtcMicros(), owner, state), PasskeyJson.Default.PasskeyAttempt)));

    private PasskeyAttempt? Open(IDataProtector protector, string? sealedAttempt, string owner)
    {
        if (string.IsNullOrEmpty(sealedAttempt))
            return null;
        try
        {
            var attempt = JsonSerializer.Deserialize(protector.Unprotect(WebEncoders.Base64UrlDecode(sealedAttempt)), PasskeyJson.Default.PasskeyAttempt);
            var age = time.UtcMicros() - attempt!.IssuedMicros;
            return attempt.For == owner && age >= 0 && age <= (long)options.PasskeyQuestionLasts.TotalMicroseconds ? attempt : null;
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            return null;
        }
    }

    private PasskeyHandler<Account> Handler(UserManager<Account> users, RelyingParty party) => new(users, Options.Create(new IdentityPasskeyOptions
    {
        ServerDomain = party.Domain,
        AuthenticatorTimeout = options.PasskeyQuestionLasts,
        // It stands for name and password: the device finds it by itself, and knows its owner.
        ResidentKeyRequirement = "required",
        UserVerificationRequirement = "required",
        AttestationConveyancePreference = "none",
        ValidateOrigin = seen => ValueTask.FromResult(!seen.CrossOrigin && seen.Origin == party.Origin),
    }));

    private UserManager<Account> Users(HttpContext http, string gymId, Account? owner) => new(
        new PasskeyOwners(store, gymId, owner, http.RequestAborted), Options.Create(new IdentityOptions()), new PasswordHasher<Account>(), [], [],
        new UpperInvariantLookupNormalizer(), new IdentityErrorDescriber(), http.RequestServices, loggers.CreateLogger<UserManager<Account>>());
}

/// <summary>What a browser is to ask a device.</summary>
/// <param name="Json">As browsers read it.</param>
/// <param name="Attempt">What is to come back with the answer, from the same browser; nobody but the server reads it.</param>
public sealed record PasskeyQuestion(string Json, string Attempt);

/// <summary>A passkey as its owner sees it.</summary>
/// <param name="CredentialId">What the device calls it, base64url.</param>
/// <param name="Name">What its owner calls it.</param>
/// <param name="CreatedMicros">Since when it is known.</param>
/// <param name="UsedMicros">When it was used last; null: never.</param>
public sealed record OwnPasskey(string CredentialId, string Name, long CreatedMicros, long? UsedMicros);

/// <summary>Why a passkey was not added or removed.</summary>
public enum PasskeyFault
{
    /// <summary>What the device said is not good, or it is known already.</summary>
    NotGood = 1,
    /// <summary>The device answered too late, or not what it was asked last.</summary>
    TooLate = 2,
    /// <summary>One has as many as one can have.</summary>
    TooMany = 3,
    /// <summary>It needs a name.</summary>
    NoName = 4,
    /// <summary>There is no such passkey, or it is the last way in.</summary>
    NotRemoved = 5,
    /// <summary>Here the server is named by numbers.</summary>
    NoHostName = 6,
}
