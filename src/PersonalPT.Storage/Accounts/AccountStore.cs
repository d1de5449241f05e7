using Microsoft.EntityFrameworkCore;
using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Accounts;
using PersonalPT.Contracts.Storage;
using PersonalPT.Storage.Reading;
using PersonalPT.Storage.Schema;
using PersonalPT.Storage.Writing;

namespace PersonalPT.Storage.Accounts;

/// <summary>Local accounts. Rare writes, each in a transaction of its own; reads never come from a memory, so whoever is shut out is out at once everywhere.</summary>
internal sealed class AccountStore(DatabaseWriter writer, DatabaseReader reader) : IAccountStore
{
    public Task<string?> Gym(CancellationToken cancellationToken) => reader.Read(
        (context, cancel) => context.Accounts.OrderBy(row => row.GymId).Select(row => row.GymId).FirstOrDefaultAsync(cancel), cancellationToken);

    public async Task<Account?> Find(string gymId, string userId, CancellationToken cancellationToken)
    {
        var row = await reader.Read(
            (context, cancel) => context.Accounts.AsNoTracking().SingleOrDefaultAsync(row => row.GymId == gymId && row.UserId == userId, cancel), cancellationToken);
        return row is null ? null : ToAccount(row);
    }

    public async Task<IReadOnlyList<Account>> List(string gymId, CancellationToken cancellationToken)
    {
        var rows = await reader.Read(
            (context, cancel) => context.Accounts.AsNoTracking().Where(row => row.GymId == gymId).OrderBy(row => row.UserId).ToListAsync(cancel), cancellationToken);
        return rows.ConvertAll(ToAccount);
    }

    public Task<bool> Add(Account account, bool first, CancellationToken cancellationToken) => Write(
        (connection, context) =>
        {
            if (first ? context.Accounts.Any() : context.Accounts.Find(account.GymId, account.UserId) is not null)
                return false;

            connection.Journal.RefuseErased(account.GymId, account.UserId);
            // The gym comes into being with its first account, if no session or group was there before.
            if (context.Gyms.Find(account.GymId) is null)
                context.Gyms.Add(new GymRow { GymId = account.GymId, CreatedMicros = account.CreatedMicros });
            var row = new AccountRow
            {
                GymId = account.GymId,
                UserId = account.UserId,
                Role = account.Role,
                CreatedMicros = account.CreatedMicros,
                Stamp = account.Stamp,
                WrongPasswords = 0,
            };
            Apply(row, account);
            context.Accounts.Add(row);
            DeleteInvitations(context, account.GymId, account.UserId);
            return true;
        },
        cancellationToken);

    public Task<Account?> Change(string gymId, string userId, Func<Account, int, Account?> change, CancellationToken cancellationToken) => Write(
        (_, context) =>
        {
            if (context.Accounts.Find(gymId, userId) is not { } row)
                return null;

            var before = ToAccount(row);
            if (change(before, Staying(context, gymId).Count(other => other.Role == Role.Administrator)) is { } after)
                Apply(row, after);
            else
                Delete(context, gymId, userId);
            return before;
        },
        cancellationToken);

    public Task<Account?> SetPassword(string gymId, string userId, string passwordHash, string stamp, CancellationToken cancellationToken) => Write(
        (_, context) =>
        {
            if (context.Accounts.Find(gymId, userId) is not { } row)
                return null;

            (row.PasswordHash, row.Stamp, row.WrongPasswords, row.LockedUntilMicros) = (passwordHash, stamp, 0, null);
            DeleteInvitations(context, gymId, userId);
            return ToAccount(row);
        },
        cancellationToken);

    public Task<bool> AddPasskey(string gymId, string userId, Passkey passkey, int most, CancellationToken cancellationToken) => Write(
        (_, context) =>
        {
            // Somebody else's name for it would let him in as the one or the other.
            if (context.Accounts.Find(gymId, userId) is null || context.Passkeys.Find(gymId, passkey.CredentialId) is not null
                || context.Passkeys.Count(row => row.GymId == gymId && row.UserId == userId) >= most)
                return false;

            context.Passkeys.Add(new PasskeyRow
            {
                GymId = gymId,
                UserId = userId,
                CredentialId = passkey.CredentialId,
                Name = passkey.Name,
                Content = passkey.Content,
                CreatedMicros = passkey.CreatedMicros,
            });
            return true;
        },
        cancellationToken);

    public Task<Passkey?> ChangePasskey(string gymId, string userId, string credentialId, Func<Passkey, Passkey> change, CancellationToken cancellationToken) => Write(
        (_, context) =>
        {
            if (context.Passkeys.Find(gymId, credentialId) is not { } row || row.UserId != userId)
                return null;

            var before = ToPasskey(row);
            var after = change(before);
            (row.Name, row.Content) = (after.Name, after.Content);
            return before;
        },
        cancellationToken);

    public Task<Account?> RemovePasskey(string gymId, string userId, string credentialId, string stamp, CancellationToken cancellationToken) => Write(
        (_, context) =>
        {
            if (context.Accounts.Find(gymId, userId) is not { } account || context.Passkeys.Find(gymId, credentialId) is not { } row || row.UserId != userId
                || (account.PasswordHash is null && context.Passkeys.Count(other => other.GymId == gymId && other.UserId == userId) == 1))
                return null;

            context.Passkeys.Remove(row);
            account.Stamp = stamp;
            return ToAccount(account);
        },
        cancellationToken);

    public async Task<IReadOnlyList<Passkey>> Passkeys(string gymId, string userId, CancellationToken cancellationToken)
    {
        var rows = await reader.Read(
            (context, cancel) => context.Passkeys.AsNoTracking().Where(row => row.GymId == gymId && row.UserId == userId)
                .OrderBy(row => row.CreatedMicros).ThenBy(row => row.CredentialId).ToListAsync(cancel),
            cancellationToken);
        return rows.ConvertAll(ToPasskey);
    }

    public Task<string?> PasskeyOwner(string gymId, string credentialId, CancellationToken cancellationToken) => reader.Read(
        (context, cancel) => context.Passkeys.Where(row => row.GymId == gymId && row.CredentialId == credentialId).Select(row => row.UserId).SingleOrDefaultAsync(cancel),
        cancellationToken);

    public Task PutCode(AccountCode code, long nowMicros, CancellationToken cancellationToken) => Write(
        (_, context) =>
        {
            context.AccountCodes.Where(row => row.ExpiresMicros <= nowMicros || (row.GymId == code.GymId && row.Kind == code.Kind && row.UserId == code.UserId)).ExecuteDelete();
            context.AccountCodes.Add(new AccountCodeRow
            {
                CodeHash = code.CodeHash,
                GymId = code.GymId,
                Kind = code.Kind,
                UserId = code.UserId,
                Role = code.Role,
                CreatedBy = code.CreatedBy,
                ExpiresMicros = code.ExpiresMicros,
            });
            return true;
        },
        cancellationToken);

    public Task<bool> RemoveCodes(string gymId, string userId, CancellationToken cancellationToken) => Write(
        (_, context) => context.Accounts.Find(gymId, userId) is null
            && context.AccountCodes.Where(row => row.GymId == gymId && row.UserId == userId).ExecuteDelete() > 0,
        cancellationToken);

    public async Task<AccountCode?> FindCode(string codeHash, AccountCodeKind kind, long nowMicros, CancellationToken cancellationToken)
    {
        var row = await reader.Read(
            (context, cancel) => context.AccountCodes.AsNoTracking()
                .SingleOrDefaultAsync(row => row.CodeHash == codeHash && row.Kind == kind && row.ExpiresMicros > nowMicros, cancel),
            cancellationToken);
        return row is null ? null : ToCode(row);
    }

    public Task<AccountCode?> TakeCode(string codeHash, AccountCodeKind kind, long nowMicros, CancellationToken cancellationToken) => Write(
        (_, context) =>
        {
            if (context.AccountCodes.Find(codeHash) is not { } row || row.Kind != kind || row.ExpiresMicros <= nowMicros)
                return null;

            context.AccountCodes.Remove(row);
            return ToCode(row);
        },
        cancellationToken);

    public Task AddDevice(Device device, int most, CancellationToken cancellationToken) => Write(
        (_, context) =>
        {
            var (gymId, userId) = (device.GymId, device.UserId);
            if (context.Accounts.Find(gymId, userId) is null)
                return false;
            context.Devices.RemoveRange(context.Devices.Where(row => row.GymId == gymId && row.UserId == userId)
                .OrderByDescending(row => row.RenewedMicros).ThenBy(row => row.DeviceId).Skip(most - 1));
            context.Devices.Add(new DeviceRow
            {
                GymId = gymId,
                DeviceId = device.DeviceId,
                UserId = userId,
                Name = device.Name,
                CreatedMicros = device.CreatedMicros,
                RefreshHash = device.RefreshHash,
                PreviousHash = device.PreviousHash,
                RenewedMicros = device.RenewedMicros,
                ExpiresMicros = device.ExpiresMicros,
            });
            return true;
        },
        cancellationToken);

    public async Task<(Device Device, Account Account)?> FindDevice(string gymId, string deviceId, CancellationToken cancellationToken)
    {
        var found = await reader.Read(
            (context, cancel) => context.Devices.AsNoTracking().Where(row => row.GymId == gymId && row.DeviceId == deviceId)
                .Join(context.Accounts, row => new { row.GymId, row.UserId }, row => new { row.GymId, row.UserId }, (device, account) => new { device, account })
                .SingleOrDefaultAsync(cancel),
            cancellationToken);
        return found is null ? null : (ToDevice(found.device), ToAccount(found.account));
    }

    public Task<(IReadOnlyList<Account> Accounts, IReadOnlyList<(string DeviceId, string UserId)> Devices)> SignIns(
        string gymId, IReadOnlyCollection<string> userIds, IReadOnlyCollection<string> deviceIds, CancellationToken cancellationToken) => reader.Read(
        async (context, cancel) =>
        {
            // The devices first: whose account is gone afterwards has none in either answer.
            var devices = await context.Devices.Where(row => row.GymId == gymId && deviceIds.Contains(row.DeviceId))
                .Select(row => new { row.DeviceId, row.UserId }).ToListAsync(cancel);
            var accounts = await context.Accounts.AsNoTracking().Where(row => row.GymId == gymId && userIds.Contains(row.UserId)).ToListAsync(cancel);
            return ((IReadOnlyList<Account>)accounts.ConvertAll(ToAccount), (IReadOnlyList<(string, string)>)devices.ConvertAll(row => (row.DeviceId, row.UserId)));
        },
        cancellationToken);

    public Task<Device?> ChangeDevice(string gymId, string deviceId, Func<Device, Device?> change, CancellationToken cancellationToken) => Write(
        (_, context) =>
        {
            if (context.Devices.Find(gymId, deviceId) is not { } row)
                return null;

            var before = ToDevice(row);
            if (change(before) is not { } after)
            {
                context.Devices.Remove(row);
                return before;
            }

            (row.RefreshHash, row.PreviousHash, row.RenewedMicros, row.ExpiresMicros) = (after.RefreshHash, after.PreviousHash, after.RenewedMicros, after.ExpiresMicros);
            return before;
        },
        cancellationToken);

    public async Task<IReadOnlyList<Device>> Devices(string gymId, string userId, CancellationToken cancellationToken)
    {
        var rows = await reader.Read(
            (context, cancel) => context.Devices.AsNoTracking().Where(row => row.GymId == gymId && row.UserId == userId)
                .OrderByDescending(row => row.RenewedMicros).ThenBy(row => row.DeviceId).ToListAsync(cancel),
            cancellationToken);
        return rows.ConvertAll(ToDevice);
    }

    /// <summary>Deletes an account and everything that lets its owner in, or lets others in by him.</summary>
    internal static void Delete(StorageContext context, string gymId, string userId)
    {
        context.AccountCodes.Where(row => row.GymId == gymId && (row.UserId == userId || row.CreatedBy == userId)).ExecuteDelete();
        // The rest goes with the row.
        context.Accounts.Where(row => row.GymId == gymId && row.UserId == userId).ExecuteDelete();
    }

    /// <summary>Whether somebody is the only administrator of others who have accounts.</summary>
    internal static bool IsLastAdministrator(StorageContext context, string gymId, string userId)
    {
        var others = Staying(context, gymId).Where(row => row.UserId != userId);
        return context.Accounts.Find(gymId, userId) is { Role: Role.Administrator } && others.Any() && !others.Any(row => row.Role == Role.Administrator);
    }

    // Whoever is being erased has his account until that is done.
    private static IQueryable<AccountRow> Staying(StorageContext context, string gymId) => context.Accounts.Where(
        row => row.GymId == gymId && !context.Erasures.Any(erasure => erasure.GymId == gymId && erasure.AthleteId == row.UserId));

    private static void DeleteInvitations(StorageContext context, string gymId, string userId) =>
        context.AccountCodes.Where(row => row.GymId == gymId && row.Kind == AccountCodeKind.Invitation && row.UserId == userId).ExecuteDelete();

    private Task<T> Write<T>(Func<WriterConnection, StorageContext, T> work, CancellationToken cancellationToken) => writer.Write(
        connection =>
        {
            using var context = connection.Context();
            var result = work(connection, context);
            context.SaveChanges();
            return result;
        },
        alone: true, cancellationToken);

    private static void Apply(AccountRow row, Account account) => (row.Role, row.PasswordHash, row.Stamp, row.WrongPasswords, row.LockedUntilMicros) =
        (account.Role, account.PasswordHash, account.Stamp, account.WrongPasswords, account.LockedUntilMicros);

    private static Account ToAccount(AccountRow row) => new(row.GymId, row.UserId, row.Role, row.CreatedMicros)
    {
        PasswordHash = row.PasswordHash,
        Stamp = row.Stamp,
        WrongPasswords = row.WrongPasswords,
        LockedUntilMicros = row.LockedUntilMicros,
    };

    private static Passkey ToPasskey(PasskeyRow row) => new(row.CredentialId, row.Name, row.Content, row.CreatedMicros);

    private static AccountCode ToCode(AccountCodeRow row) => new(row.GymId, row.CodeHash, row.Kind, row.UserId, row.Role, row.CreatedBy, row.ExpiresMicros);

    private static Device ToDevice(DeviceRow row) => new(row.GymId, row.DeviceId, row.UserId, row.Name, row.CreatedMicros)
    {
        RefreshHash = row.RefreshHash,
        PreviousHash = row.PreviousHash,
        RenewedMicros = row.RenewedMicros,
        ExpiresMicros = row.ExpiresMicros,
    };
}
