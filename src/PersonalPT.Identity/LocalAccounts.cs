using Microsoft.AspNetCore.Identity;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Accounts;
using PersonalPT.Contracts.Audit;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Identity;

/// <summary>
/// The accounts of one gym's box: who may come in by a password or a one-time code, and what an administrator does with them. Passwords are hashed by
/// ASP.NET Core Identity. Who came in and who was refused stands in the audit log before anybody is told.
/// </summary>
public sealed class LocalAccounts : IDisposable
{
    private const int ShortestPassword = 10;
    private const int LongestPassword = 128;

    private readonly IAccountStore _store;
    private readonly IAuditLog _audit;
    private readonly TimeProvider _time;
    private readonly WrongAttempts _attempts;
    private readonly PasswordTurns _turns;
    private readonly IPasswordHasher<Account> _hasher;
    private readonly string _setupCode = OneTimeCode.Create();
    private string? _gym;
    private string? _nobodysHash;

    /// <summary>For the host's services.</summary>
    public LocalAccounts(IAccountStore store, IAuditLog audit, LocalAccountOptions options, TimeProvider time)
        : this(store, audit, options, time, new PasswordHasher<Account>())
    {
    }

    internal LocalAccounts(IAccountStore store, IAuditLog audit, LocalAccountOptions options, TimeProvider time, IPasswordHasher<Account> hasher)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_store, _audit, _time, _hasher, Options) = (store, audit, time, hasher, options);
        _attempts = new WrongAttempts(options.WrongAttemptsOfAddress);
        _turns = new PasswordTurns(options);
    }

    /// <summary>The rules.</summary>
    public LocalAccountOptions Options { get; }

    /// <summary>What whoever started the server sets it up with, as long as it has no owner. Another one after every start.</summary>
    public string SetupCode => _setupCode;

    /// <summary>The gym of this box; null where it was not set up yet, or where this server keeps no accounts.</summary>
    public async ValueTask<string?> Gym(CancellationToken cancellationToken) =>
        !Options.IsOn ? null : _gym ??= await _store.Gym(cancellationToken);

    /// <summary>Whether a code is the one for setting up.</summary>
    public bool IsSetupCode(string? code) => OneTimeCode.Read(code) is { } read && OneTimeCode.AreSame(OneTimeCode.Hash(read), OneTimeCode.Hash(_setupCode));

    /// <summary>Makes the owner: the first administrator, and with him the gym.</summary>
    public async Task<Entrance> SetUp(string code, string gymId, string userId, string password, string from, string means, CancellationToken cancellationToken)
    {
        if (!_attempts.HasLeft(from))
            return Entrance.Of(EntranceFault.TooMany);
        if (!IsSetupCode(code))
            return Wrong(from, EntranceFault.NoSuchCode);
        if (!Identifiers.IsName(gymId))
            return Entrance.Of(EntranceFault.BadGym);
        if (!IsUser(userId))
            return Entrance.Of(EntranceFault.BadUser);
        if (!IsPassword(password, userId))
            return Entrance.Of(EntranceFault.BadPassword);
        using var turn = await _turns.Take(userId, cancellationToken);
        if (!turn.IsAcquired)
            return Entrance.Of(EntranceFault.TooMany);

        var owner = New(gymId, userId, Role.Administrator, password);
        if (!await _store.Add(owner, first: true, cancellationToken))
            return Entrance.Of(EntranceFault.SetUpBefore);
        _gym = gymId;
        await Write(owner, AuditOutcome.Done, means, cancellationToken);
        return new Entrance(owner, null);
    }

    /// <summary>Comes in by a password.</summary>
    /// <param name="userId">Who.</param>
    /// <param name="password">His password.</param>
    /// <param name="from">Where the attempt comes from, see <see cref="CallerAddress"/>.</param>
    /// <param name="means">By which call or page, for the audit log.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<Entrance> SignIn(string userId, string password, string from, string means, CancellationToken cancellationToken)
    {
        if (!_attempts.HasLeft(from))
            return Entrance.Of(EntranceFault.TooMany);
        if (await Gym(cancellationToken) is not { } gym)
            return Entrance.Of(EntranceFault.NotSetUp);
        using var turn = await _turns.Take(Identifiers.IsPerson(userId) ? userId : "", cancellationToken);
        // What others tried meanwhile counts.
        if (!turn.IsAcquired || !_attempts.HasLeft(from))
            return Entrance.Of(EntranceFault.TooMany);
        if (password.Length > LongestPassword || !Identifiers.IsPerson(userId) || await _store.Find(gym, userId, cancellationToken) is not { PasswordHash: { } hash } account)
        {
            // As long as for one who is there: the time says nothing of who is.
            _hasher.VerifyHashedPassword(Nobody, _nobodysHash ??= _hasher.HashPassword(Nobody, OneTimeCode.Secret()), password);
            return Wrong(from, EntranceFault.Wrong);
        }

        if (account.LockedUntilMicros > _time.UtcMicros())
            return await Refuse(account, from, EntranceFault.Locked, means, cancellationToken);
        var verdict = _hasher.VerifyHashedPassword(account, hash, password);
        if (verdict == PasswordVerificationResult.Failed)
        {
            await _store.Change(gym, userId, (now, _) => Failed(now), cancellationToken);
            return await Refuse(account, from, EntranceFault.Wrong, means, cancellationToken);
        }

        // Before the call: whatever changes an account holds up everybody who writes.
        var kept = verdict == PasswordVerificationResult.SuccessRehashNeeded ? _hasher.HashPassword(account, password) : hash;
        if (kept != hash || account.WrongPasswords > 0)
        {
            await _store.Change(
                gym, userId, (now, _) => now.PasswordHash == hash ? now with { WrongPasswords = 0, LockedUntilMicros = null, PasswordHash = kept } : now, cancellationToken);
        }

        return await Admit(account, means, cancellationToken);
    }

    /// <summary>Whether a sign-in on the pages still holds: its account is there, and nothing happened that ends its sign-ins.</summary>
    public async Task<bool> StillHolds(AccountSignIn signIn, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(signIn);
        return signIn.HoldsFor(await _store.Find(signIn.Member.GymId, signIn.Member.UserId, cancellationToken), hasDevice: false);
    }

    /// <summary>Everybody, by id.</summary>
    public Task<IReadOnlyList<Account>> List(string gymId, CancellationToken cancellationToken) => _store.List(gymId, cancellationToken);

    /// <summary>Invites somebody: by the code he gets an account, or a new password for the one that he has, in which case the role stays his.</summary>
    /// <returns>The code, to be shown once; null where nobody can be named so.</returns>
    public async Task<(string Code, long ExpiresMicros)?> Invite(Member by, string userId, Role role, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        if (!IsUser(userId) || !Member.AccountRoles.Contains(role))
            return null;
        return await PutCode(by, AccountCodeKind.Invitation, userId, role, Options.InvitationLasts, cancellationToken);
    }

    /// <summary>Whom an invitation is for; null where there is none that is good.</summary>
    public async Task<AccountCode?> FindInvitation(string? code, string from, CancellationToken cancellationToken)
    {
        if (!_attempts.HasLeft(from))
            return null;
        var found = OneTimeCode.Read(code) is { } read
            ? await _store.FindCode(OneTimeCode.Hash(read), AccountCodeKind.Invitation, _time.UtcMicros(), cancellationToken)
            : null;
        if (found is not null && await IsStillMeant(found, cancellationToken))
            return found;
        _attempts.Count(from);
        return null;
    }

    /// <summary>Takes an invitation up.</summary>
    public async Task<Entrance> Accept(string code, string password, string from, string means, CancellationToken cancellationToken)
    {
        if (await FindInvitation(code, from, cancellationToken) is not { } invitation)
            return Entrance.Of(_attempts.HasLeft(from) ? EntranceFault.NoSuchCode : EntranceFault.TooMany);
        if (!IsPassword(password, invitation.UserId))
            return Entrance.Of(EntranceFault.BadPassword);
        using var turn = await _turns.Take(invitation.UserId, cancellationToken);
        if (!turn.IsAcquired)
            return Entrance.Of(EntranceFault.TooMany);

        var account = New(invitation.GymId, invitation.UserId, invitation.Role, password);
        // Used up before anything is done with it, so that two who bring it at once are not both let in. Whoever made it may have gone meanwhile.
        if (await _store.TakeCode(invitation.CodeHash, AccountCodeKind.Invitation, _time.UtcMicros(), cancellationToken) is null || !await IsStillMeant(invitation, cancellationToken))
            return Entrance.Of(EntranceFault.NoSuchCode);
        if (!await _store.Add(account, first: false, cancellationToken))
            account = await _store.SetPassword(account.GymId, account.UserId, account.PasswordHash!, account.Stamp, cancellationToken);
        if (account is null)
            return Entrance.Of(EntranceFault.NoSuchCode);
        await Write(account, AuditOutcome.Done, means, cancellationToken);
        return new Entrance(account, null);
    }

    /// <summary>Changes one's own password; sign-ins on other browsers end.</summary>
    public async Task<Entrance> ChangePassword(
        Member member, string before, string password, string from, string means, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(member);
        var known = await SignIn(member.UserId, before, from, means, cancellationToken);
        if (known.Account is null)
            return known;
        if (!IsPassword(password, member.UserId))
            return Entrance.Of(EntranceFault.BadPassword);
        using var turn = await _turns.Take(member.UserId, cancellationToken);
        if (!turn.IsAcquired)
            return Entrance.Of(EntranceFault.TooMany);
        var hash = _hasher.HashPassword(Nobody, password);
        return new Entrance(await _store.SetPassword(member.GymId, member.UserId, hash, OneTimeCode.Secret(), cancellationToken), null);
    }

    /// <summary>Gives somebody another role; his sign-ins on pages end, his phones go on with it.</summary>
    /// <returns>Whether it was done: not for the last administrator, nor where there is no such account.</returns>
    public async Task<bool> ChangeRole(string gymId, string userId, Role role, CancellationToken cancellationToken)
    {
        var isDone = Member.AccountRoles.Contains(role);
        if (!isDone)
            return false;
        var before = await _store.Change(
            gymId, userId,
            (account, administrators) =>
            {
                isDone = account.Role != Role.Administrator || role == Role.Administrator || administrators > 1;
                return isDone && account.Role != role ? account with { Role = role, Stamp = OneTimeCode.Secret() } : account;
            },
            cancellationToken);
        return before is not null && isDone;
    }

    /// <summary>
    /// Deletes an account with everything that lets its owner in, and the codes that he made for others. What he did stays; that is for an erasure. Of somebody who was invited and has no
    /// account yet, it withdraws the invitation.
    /// </summary>
    /// <returns>Whether it was done: not for the last administrator, nor where there is neither such an account nor an invitation.</returns>
    public async Task<bool> Remove(string gymId, string userId, CancellationToken cancellationToken)
    {
        var isDone = false;
        var before = await _store.Change(
            gymId, userId,
            (account, administrators) =>
            {
                isDone = account.Role != Role.Administrator || administrators > 1;
                return isDone ? null : account;
            },
            cancellationToken);
        return before is not null ? isDone : IsUser(userId) && await _store.RemoveCodes(gymId, userId, cancellationToken);
    }

    /// <summary>A code by which a phone of somebody's gets its tokens.</summary>
    public Task<(string Code, long ExpiresMicros)> CreatePairing(Member member, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(member);
        return PutCode(member, AccountCodeKind.Pairing, member.UserId, member.Role, Options.PairingLasts, cancellationToken);
    }

    /// <summary>Comes in by a pairing code.</summary>
    public async Task<Entrance> Pair(string? code, string from, string means, CancellationToken cancellationToken)
    {
        if (!_attempts.HasLeft(from))
            return Entrance.Of(EntranceFault.TooMany);
        if (OneTimeCode.Read(code) is not { } read
            || await _store.TakeCode(OneTimeCode.Hash(read), AccountCodeKind.Pairing, _time.UtcMicros(), cancellationToken) is not { } pairing
            || await _store.Find(pairing.GymId, pairing.UserId, cancellationToken) is not { } account)
            return Wrong(from, EntranceFault.NoSuchCode);

        await Write(account, AuditOutcome.Done, means, cancellationToken);
        return new Entrance(account, null);
    }

    /// <summary>An administrator of this box, for whoever stands before it; null where there is none.</summary>
    public async Task<Member?> Owner(CancellationToken cancellationToken) => await Gym(cancellationToken) is { } gym
        ? (await _store.List(gym, cancellationToken)).Where(account => account.Role == Role.Administrator).OrderBy(account => account.CreatedMicros).FirstOrDefault()?.Member
        : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        _turns.Dispose();
        _attempts.Dispose();
    }

    /// <summary>Whether somebody may try at all.</summary>
    internal bool MayTry(string from) => _attempts.HasLeft(from);

    /// <summary>Lets somebody in, which is written down first.</summary>
    internal async Task<Entrance> Admit(Account account, string means, CancellationToken cancellationToken)
    {
        await Write(account, AuditOutcome.Done, means, cancellationToken);
        return new Entrance(account, null);
    }

    /// <summary>Refuses somebody, and counts it.</summary>
    /// <param name="account">Who it was to be; null: nobody who is known, so there is nothing to write down.</param>
    /// <param name="from">Where the attempt comes from.</param>
    /// <param name="fault">Why.</param>
    /// <param name="means">By which call or page.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal async Task<Entrance> Refuse(Account? account, string from, EntranceFault fault, string means, CancellationToken cancellationToken)
    {
        if (account is not null)
            await Write(account, AuditOutcome.Refused, means, cancellationToken);
        return Wrong(from, fault);
    }

    private static Account Nobody { get; } = new("", "", Role.Athlete, 0) { Stamp = "" };

    // Guests are named so.
    private static bool IsUser(string userId) => Identifiers.IsPerson(userId) && !userId.StartsWith("guest-", StringComparison.Ordinal);

    private static bool IsPassword(string password, string userId) =>
        password.Length is >= ShortestPassword and <= LongestPassword && !string.Equals(password, userId, StringComparison.OrdinalIgnoreCase);

    private Account New(string gymId, string userId, Role role, string password)
    {
        var account = new Account(gymId, userId, role, _time.UtcMicros()) { Stamp = OneTimeCode.Secret() };
        return account with { PasswordHash = _hasher.HashPassword(account, password) };
    }

    // An invitation is worth what the word of whoever made it is.
    private async Task<bool> IsStillMeant(AccountCode invitation, CancellationToken cancellationToken) =>
        await _store.Find(invitation.GymId, invitation.CreatedBy, cancellationToken) is { Role: Role.Administrator };

    private Account Failed(Account account)
    {
        var wrong = account.WrongPasswords + 1;
        return wrong < Options.WrongPasswords
            ? account with { WrongPasswords = wrong }
            : account with { WrongPasswords = 0, LockedUntilMicros = _time.UtcMicros() + (long)Options.LockedFor.TotalMicroseconds };
    }

    private async Task<(string Code, long ExpiresMicros)> PutCode(
        Member by, AccountCodeKind kind, string userId, Role role, TimeSpan lasts, CancellationToken cancellationToken)
    {
        var (code, now) = (OneTimeCode.Create(), _time.UtcMicros());
        var expires = now + (long)lasts.TotalMicroseconds;
        await _store.PutCode(new AccountCode(by.GymId, OneTimeCode.Hash(code), kind, userId, role, by.UserId, expires), now, cancellationToken);
        return (code, expires);
    }

    private Entrance Wrong(string from, EntranceFault fault)
    {
        _attempts.Count(from);
        return Entrance.Of(fault);
    }

    private Task Write(Account account, AuditOutcome outcome, string means, CancellationToken cancellationToken) => _audit.Write(
        account.GymId,
        new AuditEntry(Guid.NewGuid(), _time.UtcMicros(), account.UserId, account.Member.RoleName, AuditAction.SignIn, outcome, AthleteId: null, OtherId: null, means),
        cancellationToken);
}
