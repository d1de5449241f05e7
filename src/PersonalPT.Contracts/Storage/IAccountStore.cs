using PersonalPT.Contracts.Accounts;

namespace PersonalPT.Contracts.Storage;

/// <summary>Local accounts with what lets their owners in. What is read is what was written last, on whatever server. Secrets are stored as hashes only.</summary>
public interface IAccountStore
{
    /// <summary>The gym of the accounts; null where there are none.</summary>
    Task<string?> Gym(CancellationToken cancellationToken);

    /// <summary>An account; null where there is none.</summary>
    Task<Account?> Find(string gymId, string userId, CancellationToken cancellationToken);

    /// <summary>All accounts of a gym, by id.</summary>
    Task<IReadOnlyList<Account>> List(string gymId, CancellationToken cancellationToken);

    /// <summary>Adds an account; invitations for its owner are good no more.</summary>
    /// <param name="account">The account.</param>
    /// <param name="first">Only where there is none at all.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>Whether it was added; false where it is there, or is not the first.</returns>
    Task<bool> Add(Account account, bool first, CancellationToken cancellationToken);

    /// <summary>Changes an account, or deletes it with everything that lets its owner in, in one transaction with what is read.</summary>
    /// <param name="gymId">The gym.</param>
    /// <param name="userId">Whose.</param>
    /// <param name="change">What it becomes, of what it is and how many administrators there are who are not being erased; null: it is deleted; the same: nothing is done.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>What it was; null where there is none.</returns>
    Task<Account?> Change(string gymId, string userId, Func<Account, int, Account?> change, CancellationToken cancellationToken);

    /// <summary>Gives somebody another password, which unlocks his account and ends his sign-ins on pages; invitations for him are good no more.</summary>
    /// <param name="gymId">The gym.</param>
    /// <param name="userId">Whose.</param>
    /// <param name="passwordHash">What is stored of it.</param>
    /// <param name="stamp">The account's new stamp.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>The account as it is then; null where there is none.</returns>
    Task<Account?> SetPassword(string gymId, string userId, string passwordHash, string stamp, CancellationToken cancellationToken);

    /// <summary>Adds a passkey.</summary>
    /// <returns>Whether it was added; false where there is no such account, where it has <paramref name="most"/> already, or where the passkey is anybody's.</returns>
    Task<bool> AddPasskey(string gymId, string userId, Passkey passkey, int most, CancellationToken cancellationToken);

    /// <summary>Changes name and content of a passkey, in one transaction with what is read.</summary>
    /// <param name="gymId">The gym.</param>
    /// <param name="userId">Whose.</param>
    /// <param name="credentialId">Which.</param>
    /// <param name="change">What it becomes; the same: nothing is done.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>What it was; null where he has none of that name.</returns>
    Task<Passkey?> ChangePasskey(string gymId, string userId, string credentialId, Func<Passkey, Passkey> change, CancellationToken cancellationToken);

    /// <summary>Takes a passkey away, and ends its owner's sign-ins on pages.</summary>
    /// <param name="gymId">The gym.</param>
    /// <param name="userId">Whose.</param>
    /// <param name="credentialId">Which.</param>
    /// <param name="stamp">The account's new stamp.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>The account as it is then; null where he has no such passkey, or would have neither a password nor a passkey without it.</returns>
    Task<Account?> RemovePasskey(string gymId, string userId, string credentialId, string stamp, CancellationToken cancellationToken);

    /// <summary>Somebody's passkeys, oldest first.</summary>
    Task<IReadOnlyList<Passkey>> Passkeys(string gymId, string userId, CancellationToken cancellationToken);

    /// <summary>Whose a passkey is; null where nobody's.</summary>
    Task<string?> PasskeyOwner(string gymId, string credentialId, CancellationToken cancellationToken);

    /// <summary>Adds a code; the one before of the same kind and person is deleted, and those that have run out.</summary>
    Task PutCode(AccountCode code, long nowMicros, CancellationToken cancellationToken);

    /// <summary>Deletes the codes for somebody who has no account.</summary>
    /// <returns>Whether there were any; false where he has an account.</returns>
    Task<bool> RemoveCodes(string gymId, string userId, CancellationToken cancellationToken);

    /// <summary>A code that is good now; null where there is none.</summary>
    Task<AccountCode?> FindCode(string codeHash, AccountCodeKind kind, long nowMicros, CancellationToken cancellationToken);

    /// <summary>Uses a code up.</summary>
    /// <returns>The code; null where none is good now.</returns>
    Task<AccountCode?> TakeCode(string codeHash, AccountCodeKind kind, long nowMicros, CancellationToken cancellationToken);

    /// <summary>Adds a device; of somebody who has more than <paramref name="most"/>, the one that was renewed longest ago goes.</summary>
    Task AddDevice(Device device, int most, CancellationToken cancellationToken);

    /// <summary>A device with its owner's account; null where either is not there.</summary>
    Task<(Device Device, Account Account)?> FindDevice(string gymId, string deviceId, CancellationToken cancellationToken);

    /// <summary>What is there of sign-ins, as it is at one moment.</summary>
    /// <param name="gymId">The gym.</param>
    /// <param name="userIds">Whose accounts are asked for.</param>
    /// <param name="deviceIds">Which devices are asked for.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>The accounts that there are, and the devices with their owners.</returns>
    Task<(IReadOnlyList<Account> Accounts, IReadOnlyList<(string DeviceId, string UserId)> Devices)> SignIns(
        string gymId, IReadOnlyCollection<string> userIds, IReadOnlyCollection<string> deviceIds, CancellationToken cancellationToken);

    /// <summary>Changes a device, or deletes it, in one transaction with what is read.</summary>
    /// <param name="gymId">The gym.</param>
    /// <param name="deviceId">Which.</param>
    /// <param name="change">What it becomes; null: it is deleted.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>What it was; null where there is none.</returns>
    Task<Device?> ChangeDevice(string gymId, string deviceId, Func<Device, Device?> change, CancellationToken cancellationToken);

    /// <summary>Somebody's devices, those first that were renewed last.</summary>
    Task<IReadOnlyList<Device>> Devices(string gymId, string userId, CancellationToken cancellationToken);
}
