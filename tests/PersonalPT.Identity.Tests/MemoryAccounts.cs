using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Accounts;
using PersonalPT.Contracts.Audit;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Identity.Tests;

/// <summary>Accounts and codes in memory. Says whether it is within a change, which nobody else can make meanwhile.</summary>
internal sealed class MemoryAccounts : IAccountStore, IAuditLog
{
    private readonly Lock _changing = new();
    private readonly Dictionary<string, Account> _accounts = [];
    private readonly List<AccountCode> _codes = [];

    /// <summary>What answers to the question for an account wait for, once they are made out.</summary>
    public Task Slow { get; set; } = Task.CompletedTask;

    /// <summary>Phones and whose they are.</summary>
    public List<(string DeviceId, string UserId)> Phones { get; } = [];

    /// <summary>Whether it is within a change.</summary>
    public bool IsChanging { get; private set; }

    /// <summary>Changes that there were.</summary>
    public int Changes { get; private set; }

    public Account this[string userId]
    {
        get => Within(() => _accounts[userId]);
        set => Within(() => _accounts[userId] = value);
    }

    public Task<string?> Gym(CancellationToken cancellationToken) => Task.FromResult(Within(() => _accounts.Values.Select(account => account.GymId).FirstOrDefault()));

    public async Task<Account?> Find(string gymId, string userId, CancellationToken cancellationToken)
    {
        var found = Within(() => _accounts.GetValueOrDefault(userId));
        await Slow;
        return found;
    }

    public Task<IReadOnlyList<Account>> List(string gymId, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Account>>(Within(() => _accounts.Values.OrderBy(account => account.UserId, StringComparer.Ordinal).ToList()));

    public Task<bool> Add(Account account, bool first, CancellationToken cancellationToken) =>
        Task.FromResult(Within(() => (!first || _accounts.Count == 0) && _accounts.TryAdd(account.UserId, account)));

    public Task<Account?> Change(string gymId, string userId, Func<Account, int, Account?> change, CancellationToken cancellationToken) => Task.FromResult(Within(() =>
    {
        if (!_accounts.TryGetValue(userId, out var before))
            return null;

        (IsChanging, Changes) = (true, Changes + 1);
        var after = change(before, _accounts.Values.Count(account => account.Role == Role.Administrator));
        IsChanging = false;
        if (after is null)
            _accounts.Remove(userId);
        else
            _accounts[userId] = after;
        return before;
    }));

    public async Task<Account?> SetPassword(string gymId, string userId, string passwordHash, string stamp, CancellationToken cancellationToken)
    {
        await Change(gymId, userId, (account, _) => account with { PasswordHash = passwordHash, Stamp = stamp, WrongPasswords = 0, LockedUntilMicros = null }, cancellationToken);
        return await Find(gymId, userId, cancellationToken);
    }

    public Task<bool> RemoveCodes(string gymId, string userId, CancellationToken cancellationToken) =>
        Task.FromResult(Within(() => !_accounts.ContainsKey(userId) && _codes.RemoveAll(code => code.UserId == userId) > 0));

    public Task PutCode(AccountCode code, long nowMicros, CancellationToken cancellationToken) => Task.FromResult(Within(() =>
    {
        _codes.Add(code);
        return true;
    }));

    public Task<AccountCode?> FindCode(string codeHash, AccountCodeKind kind, long nowMicros, CancellationToken cancellationToken) =>
        Task.FromResult(Within(() => _codes.Find(code => code.CodeHash == codeHash && code.Kind == kind && code.ExpiresMicros > nowMicros)));

    public async Task<AccountCode?> TakeCode(string codeHash, AccountCodeKind kind, long nowMicros, CancellationToken cancellationToken)
    {
        var found = await FindCode(codeHash, kind, nowMicros, cancellationToken);
        return found is not null && Within(() => _codes.Remove(found)) ? found : null;
    }

    public Task Write(string gymId, AuditEntry entry, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<IReadOnlyList<AuditEntry>> List(string gymId, string? person, AuditPosition? before, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<int> Drop(long beforeMicros, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> AddPasskey(string gymId, string userId, Passkey passkey, int most, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Passkey?> ChangePasskey(string gymId, string userId, string credentialId, Func<Passkey, Passkey> change, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Account?> RemovePasskey(string gymId, string userId, string credentialId, string stamp, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<Passkey>> Passkeys(string gymId, string userId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<string?> PasskeyOwner(string gymId, string credentialId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<(IReadOnlyList<Account> Accounts, IReadOnlyList<(string DeviceId, string UserId)> Devices)> SignIns(
        string gymId, IReadOnlyCollection<string> userIds, IReadOnlyCollection<string> deviceIds, CancellationToken cancellationToken) =>
        Task.FromResult<(IReadOnlyList<Account>, IReadOnlyList<(string, string)>)>(
            Within(() => (_accounts.Values.Where(account => userIds.Contains(account.UserId)).ToList(), Phones.Where(device => deviceIds.Contains(device.DeviceId)).ToList())));

    public Task AddDevice(Device device, int most, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<(Device Device, Account Account)?> FindDevice(string gymId, string deviceId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Device?> ChangeDevice(string gymId, string deviceId, Func<Device, Device?> change, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<Device>> Devices(string gymId, string userId, CancellationToken cancellationToken) => throw new NotSupportedException();

    private T Within<T>(Func<T> work)
    {
        lock (_changing)
            return work();
    }
}
