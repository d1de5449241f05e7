using PersonalPT.Contracts;
using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Accounts;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Fuzz.Boundary;

/// <summary>A storage of local accounts that looks at what it gets: nobody has one, and nothing but what can be somebody is ever asked for or written.</summary>
internal sealed class BoundaryAccountStore : IAccountStore
{
    private const int HashDigits = 64;

    public Task<string?> Gym(CancellationToken cancellationToken) => Task.FromResult<string?>("gym");

    public Task<Account?> Find(string gymId, string userId, CancellationToken cancellationToken) => Person<Account?>(userId, null);

    public Task<IReadOnlyList<Account>> List(string gymId, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Account>>([new Account("gym", "anna", Role.Staff, 1) { Stamp = "" }]);

    public Task<bool> Add(Account account, bool first, CancellationToken cancellationToken) => throw new LeakException($"An account {account}.");

    public Task<Account?> Change(string gymId, string userId, Func<Account, int, Account?> change, CancellationToken cancellationToken) => Task.FromResult<Account?>(null);

    public Task<Account?> SetPassword(string gymId, string userId, string passwordHash, string stamp, CancellationToken cancellationToken) => throw new LeakException("A password.");

    public Task<bool> AddPasskey(string gymId, string userId, Passkey passkey, int most, CancellationToken cancellationToken) => throw new LeakException("A passkey.");

    public Task<Passkey?> ChangePasskey(string gymId, string userId, string credentialId, Func<Passkey, Passkey> change, CancellationToken cancellationToken) =>
        throw new LeakException("A passkey.");

    public Task<Account?> RemovePasskey(string gymId, string userId, string credentialId, string stamp, CancellationToken cancellationToken) => throw new LeakException("A passkey.");

    public Task<IReadOnlyList<Passkey>> Passkeys(string gymId, string userId, CancellationToken cancellationToken) => throw new LeakException("A passkey.");

    public Task<string?> PasskeyOwner(string gymId, string credentialId, CancellationToken cancellationToken) => throw new LeakException("A passkey.");

    public Task PutCode(AccountCode code, long nowMicros, CancellationToken cancellationToken) => Hash(code.CodeHash, Person(code.UserId, 0));

    public Task<bool> RemoveCodes(string gymId, string userId, CancellationToken cancellationToken) => Person(userId, false);

    public Task<AccountCode?> FindCode(string codeHash, AccountCodeKind kind, long nowMicros, CancellationToken cancellationToken) => Hash(codeHash, Task.FromResult<AccountCode?>(null));

    public Task<AccountCode?> TakeCode(string codeHash, AccountCodeKind kind, long nowMicros, CancellationToken cancellationToken) => Hash(codeHash, Task.FromResult<AccountCode?>(null));

    public Task AddDevice(Device device, int most, CancellationToken cancellationToken) => throw new LeakException($"A device {device}.");

    public Task<(Device Device, Account Account)?> FindDevice(string gymId, string deviceId, CancellationToken cancellationToken) =>
        Task.FromResult<(Device, Account)?>(null);

    public Task<(IReadOnlyList<Account> Accounts, IReadOnlyList<(string DeviceId, string UserId)> Devices)> SignIns(
        string gymId, IReadOnlyCollection<string> userIds, IReadOnlyCollection<string> deviceIds, CancellationToken cancellationToken) => throw new LeakException("Sign-ins.");

    public Task<Device?> ChangeDevice(string gymId, string deviceId, Func<Device, Device?> change, CancellationToken cancellationToken) =>
        Identifiers.IsName(gymId) && Identifiers.IsUuid(deviceId) ? Task.FromResult<Device?>(null) : throw new LeakException($"A device '{deviceId}' of '{gymId}'.");

    public Task<IReadOnlyList<Device>> Devices(string gymId, string userId, CancellationToken cancellationToken) => Person<IReadOnlyList<Device>>(userId, []);

    private static Task<T> Person<T>(string userId, T answer) => Identifiers.IsPerson(userId) ? Task.FromResult(answer) : throw new LeakException($"A person '{userId}'.");

    private static Task<T> Hash<T>(string hash, Task<T> answer) => hash.Length == HashDigits ? answer : throw new LeakException("A code that is no hash.");
}
