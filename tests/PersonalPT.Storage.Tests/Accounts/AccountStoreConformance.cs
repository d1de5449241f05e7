using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Accounts;
using PersonalPT.Contracts.Storage;
using static PersonalPT.Storage.Tests.SampleData;

namespace PersonalPT.Storage.Tests.Accounts;

public abstract class AccountStoreConformance : StorageConformance
{
    private static readonly Account _ann = new("gym", "ann", Role.Administrator, Monday) { Stamp = "one", PasswordHash = "hash" };

    private static readonly Device _phone = new("gym", "11111111-2222-3333-4444-555555555555", "ann", "Phone", Monday)
    {
        RefreshHash = "new",
        PreviousHash = "old",
        RenewedMicros = Monday + 1,
        ExpiresMicros = Monday + Second,
    };

    private IAccountStore Accounts => Services.GetRequiredService<IAccountStore>();

    [Fact]
    public async Task The_first_account_is_added_once_and_its_gym_is_the_gym()
    {
        Assert.Null(await Accounts.Gym(Cancel));

        Assert.True(await Accounts.Add(_ann, first: true, Cancel));

        Assert.False(await Accounts.Add(_ann with { UserId = "eve" }, first: true, Cancel));
        Assert.False(await Accounts.Add(_ann, first: false, Cancel));
        Assert.Equal("gym", await Accounts.Gym(Cancel));
        Assert.Equal(_ann, await Accounts.Find("gym", "ann", Cancel));
        Assert.Null(await Accounts.Find("other", "ann", Cancel));
        Assert.Equal([_ann], await Accounts.List("gym", Cancel));
    }

    [Fact]
    public async Task What_changes_an_account_sees_it_as_it_is_and_how_many_administrators_there_are()
    {
        await Accounts.Add(_ann, first: true, Cancel);
        await Accounts.Add(_ann with { UserId = "ben", Role = Role.Athlete }, first: false, Cancel);
        var seen = 0;

        var before = await Accounts.Change("gym", "ann", (account, administrators) =>
        {
            seen = administrators;
            return account with { Role = Role.Staff, Stamp = "two", PasswordHash = null, WrongPasswords = 3, LockedUntilMicros = Monday };
        }, Cancel);

        Assert.Equal((_ann, 1), (before, seen));
        Assert.Equal(_ann with { Role = Role.Staff, Stamp = "two", PasswordHash = null, WrongPasswords = 3, LockedUntilMicros = Monday }, await Accounts.Find("gym", "ann", Cancel));
        Assert.Null(await Accounts.Change("gym", "nobody", (account, _) => account, Cancel));
    }

    [Fact]
    public async Task With_an_account_goes_everything_that_lets_its_owner_in()
    {
        await Accounts.Add(_ann, first: true, Cancel);
        await Accounts.AddPasskey("gym", "ann", new Passkey("key", "Laptop", "{}", Monday), 10, Cancel);
        await Accounts.AddDevice(_phone, 10, Cancel);
        await Accounts.PutCode(Code("code", "ann"), Monday, Cancel);

        await Accounts.Change("gym", "ann", (_, _) => null, Cancel);

        Assert.Null(await Accounts.Find("gym", "ann", Cancel));
        Assert.Null(await Accounts.PasskeyOwner("gym", "key", Cancel));
        Assert.Null(await Accounts.FindDevice("gym", _phone.DeviceId, Cancel));
        Assert.Null(await Accounts.FindCode("code", AccountCodeKind.Pairing, Monday, Cancel));
    }

    [Fact]
    public async Task Of_sign_ins_those_are_told_that_there_are()
    {
        await Accounts.Add(_ann, first: true, Cancel);
        await Accounts.Add(_ann with { UserId = "ben" }, first: false, Cancel);
        await Accounts.AddDevice(_phone, 10, Cancel);

        var (accounts, devices) = await Accounts.SignIns("gym", ["ann", "nobody"], [_phone.DeviceId, "11111111-2222-3333-4444-666666666666"], Cancel);

        Assert.Equal([_ann], accounts);
        Assert.Equal([(_phone.DeviceId, "ann")], devices);
        (accounts, devices) = await Accounts.SignIns("other", ["ann"], [_phone.DeviceId], Cancel);
        Assert.Empty(accounts);
        Assert.Empty(devices);
        Assert.Equal([_ann], (await Accounts.SignIns("gym", ["ann"], [], Cancel)).Accounts);
    }

    [Fact]
    public async Task A_code_is_good_once_for_one_thing_and_until_its_time()
    {
        await Accounts.PutCode(Code("code", "ann"), Monday, Cancel);

        Assert.NotNull(await Accounts.FindCode("code", AccountCodeKind.Pairing, Monday, Cancel));
        Assert.Null(await Accounts.TakeCode("code", AccountCodeKind.Invitation, Monday, Cancel));
        Assert.Null(await Accounts.TakeCode("code", AccountCodeKind.Pairing, Monday + Second, Cancel));
        Assert.Equal(Code("code", "ann"), await Accounts.TakeCode("code", AccountCodeKind.Pairing, Monday + Second - 1, Cancel));
        Assert.Null(await Accounts.TakeCode("code", AccountCodeKind.Pairing, Monday, Cancel));
        Assert.Null(await Accounts.FindCode("code", AccountCodeKind.Pairing, Monday, Cancel));
    }

    [Fact]
    public async Task A_new_code_takes_the_place_of_the_one_before_of_its_kind_and_person()
    {
        await Accounts.PutCode(Code("first", "ann"), Monday, Cancel);
        await Accounts.PutCode(Code("bens", "ben"), Monday, Cancel);
        await Accounts.PutCode(Invitation("invitation", "ann"), Monday, Cancel);

        await Accounts.PutCode(Code("second", "ann"), Monday, Cancel);

        Assert.Null(await Accounts.FindCode("first", AccountCodeKind.Pairing, Monday, Cancel));
        Assert.NotNull(await Accounts.FindCode("second", AccountCodeKind.Pairing, Monday, Cancel));
        Assert.NotNull(await Accounts.FindCode("bens", AccountCodeKind.Pairing, Monday, Cancel));
        Assert.NotNull(await Accounts.FindCode("invitation", AccountCodeKind.Invitation, Monday, Cancel));
    }

    [Fact]
    public async Task With_an_account_go_the_codes_that_its_owner_made_for_others()
    {
        await Accounts.Add(_ann, first: true, Cancel);
        await Accounts.PutCode(Invitation("by-ann", "ben"), Monday, Cancel);
        await Accounts.PutCode(Invitation("by-eve", "carl") with { CreatedBy = "eve" }, Monday, Cancel);

        await Accounts.Change("gym", "ann", (_, _) => null, Cancel);

        Assert.Null(await Accounts.FindCode("by-ann", AccountCodeKind.Invitation, Monday, Cancel));
        Assert.NotNull(await Accounts.FindCode("by-eve", AccountCodeKind.Invitation, Monday, Cancel));
    }

    [Fact]
    public async Task A_password_that_is_set_unlocks_and_ends_invitations()
    {
        await Accounts.Add(_ann, first: true, Cancel);
        await Accounts.Change("gym", "ann", (account, _) => account with { WrongPasswords = 3, LockedUntilMicros = Monday }, Cancel);
        await Accounts.PutCode(Invitation("invitation", "ann"), Monday, Cancel);
        await Accounts.PutCode(Invitation("bens", "ben"), Monday, Cancel);
        await Accounts.PutCode(Code("phone", "ann"), Monday, Cancel);

        Assert.Equal(_ann with { PasswordHash = "new", Stamp = "two" }, await Accounts.SetPassword("gym", "ann", "new", "two", Cancel));

        Assert.Equal(_ann with { PasswordHash = "new", Stamp = "two" }, await Accounts.Find("gym", "ann", Cancel));
        Assert.Null(await Accounts.FindCode("invitation", AccountCodeKind.Invitation, Monday, Cancel));
        Assert.NotNull(await Accounts.FindCode("bens", AccountCodeKind.Invitation, Monday, Cancel));
        Assert.NotNull(await Accounts.FindCode("phone", AccountCodeKind.Pairing, Monday, Cancel));
        Assert.Null(await Accounts.SetPassword("gym", "nobody", "new", "two", Cancel));
        Assert.True(await Accounts.Add(_ann with { UserId = "ben" }, first: false, Cancel));
        Assert.Null(await Accounts.FindCode("bens", AccountCodeKind.Invitation, Monday, Cancel));
    }

    [Fact]
    public async Task Codes_are_removed_of_whoever_has_no_account()
    {
        await Accounts.Add(_ann, first: true, Cancel);
        await Accounts.PutCode(Invitation("anns", "ann"), Monday, Cancel);
        await Accounts.PutCode(Invitation("bens", "ben"), Monday, Cancel);

        Assert.False(await Accounts.RemoveCodes("gym", "ann", Cancel));
        Assert.False(await Accounts.RemoveCodes("other", "ben", Cancel));
        Assert.True(await Accounts.RemoveCodes("gym", "ben", Cancel));
        Assert.False(await Accounts.RemoveCodes("gym", "ben", Cancel));

        Assert.NotNull(await Accounts.FindCode("anns", AccountCodeKind.Invitation, Monday, Cancel));
        Assert.Null(await Accounts.FindCode("bens", AccountCodeKind.Invitation, Monday, Cancel));
    }

    [Fact]
    public async Task Of_many_who_bring_a_code_at_once_one_gets_in()
    {
        await Accounts.PutCode(Code("code", "ann"), Monday, Cancel);

        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Accounts.TakeCode("code", AccountCodeKind.Pairing, Monday, Cancel)));

        Assert.Single(taken, code => code is not null);
    }

    [Fact]
    public async Task A_device_comes_with_its_owner_and_can_be_renewed_and_revoked()
    {
        await Accounts.Add(_ann, first: true, Cancel);
        await Accounts.AddDevice(_phone, 10, Cancel);

        Assert.Equal((_phone, _ann), await Accounts.FindDevice("gym", _phone.DeviceId, Cancel));
        Assert.Equal([_phone], await Accounts.Devices("gym", "ann", Cancel));
        var renewed = _phone with { RefreshHash = "newer", PreviousHash = null, RenewedMicros = Monday + 5, ExpiresMicros = Monday + 9 };
        Assert.Equal(_phone, await Accounts.ChangeDevice("gym", _phone.DeviceId, _ => renewed, Cancel));
        Assert.Equal(renewed, (await Accounts.FindDevice("gym", _phone.DeviceId, Cancel))!.Value.Device);
        Assert.Equal(renewed, await Accounts.ChangeDevice("gym", _phone.DeviceId, _ => null, Cancel));
        Assert.Null(await Accounts.FindDevice("gym", _phone.DeviceId, Cancel));
        Assert.Null(await Accounts.ChangeDevice("gym", _phone.DeviceId, device => device, Cancel));
    }

    [Fact]
    public async Task Of_too_many_devices_the_one_goes_that_was_renewed_longest_ago()
    {
        await Accounts.Add(_ann, first: true, Cancel);
        foreach (var i in new[] { 3, 1, 2, 4 })
            await Accounts.AddDevice(_phone with { DeviceId = $"device-{i}", RenewedMicros = Monday + i }, 3, Cancel);

        Assert.Equal(["device-4", "device-3", "device-2"], (await Accounts.Devices("gym", "ann", Cancel)).Select(d => d.DeviceId));
    }

    [Fact]
    public async Task A_passkey_is_one_persons_and_stays_it()
    {
        await Accounts.Add(_ann, first: true, Cancel);
        await Accounts.Add(_ann with { UserId = "eve" }, first: false, Cancel);
        var passkey = new Passkey("key", "Laptop", "{}", Monday);
        Assert.True(await Accounts.AddPasskey("gym", "ann", passkey, 10, Cancel));

        Assert.False(await Accounts.AddPasskey("gym", "eve", passkey with { Content = "stolen" }, 10, Cancel));
        Assert.False(await Accounts.AddPasskey("gym", "ann", passkey with { Content = "again" }, 10, Cancel));
        Assert.False(await Accounts.AddPasskey("gym", "nobody", passkey with { CredentialId = "other" }, 10, Cancel));
        Assert.Null(await Accounts.ChangePasskey("gym", "eve", "key", key => key with { Content = "stolen" }, Cancel));
        Assert.Equal(passkey, await Accounts.ChangePasskey("gym", "ann", "key", key => key with { Content = "used" }, Cancel));

        Assert.Equal("ann", await Accounts.PasskeyOwner("gym", "key", Cancel));
        Assert.Equal([passkey with { Content = "used" }], await Accounts.Passkeys("gym", "ann", Cancel));
        Assert.Empty(await Accounts.Passkeys("gym", "eve", Cancel));
        Assert.Null(await Accounts.RemovePasskey("gym", "eve", "key", "two", Cancel));
        Assert.Equal(_ann with { Stamp = "two" }, await Accounts.RemovePasskey("gym", "ann", "key", "two", Cancel));
        Assert.Equal(_ann with { Stamp = "two" }, await Accounts.Find("gym", "ann", Cancel));
        Assert.Empty(await Accounts.Passkeys("gym", "ann", Cancel));
    }

    [Fact]
    public async Task Nobody_has_more_passkeys_than_he_may()
    {
        await Accounts.Add(_ann, first: true, Cancel);

        var added = new List<bool>();
        foreach (var name in new[] { "one", "two", "three" })
            added.Add(await Accounts.AddPasskey("gym", "ann", new Passkey(name, name, "{}", Monday), 2, Cancel));

        Assert.Equal([true, true, false], added);
        Assert.Equal(["one", "two"], (await Accounts.Passkeys("gym", "ann", Cancel)).Select(key => key.Name).Order());
    }

    [Fact]
    public async Task The_last_way_in_is_not_taken_away()
    {
        await Accounts.Add(_ann with { PasswordHash = null }, first: true, Cancel);
        string[] names = ["one", "two"];
        foreach (var name in names)
            await Accounts.AddPasskey("gym", "ann", new Passkey(name, name, "{}", Monday), 10, Cancel);

        var removed = await Task.WhenAll(names.Select(name => Accounts.RemovePasskey("gym", "ann", name, "two", Cancel)));

        Assert.Single(removed, account => account is not null);
        Assert.Single(await Accounts.Passkeys("gym", "ann", Cancel));
    }

    private static AccountCode Invitation(string hash, string user) => Code(hash, user) with { Kind = AccountCodeKind.Invitation };

    private static AccountCode Code(string hash, string user) => new("gym", hash, AccountCodeKind.Pairing, user, Role.Athlete, "ann", Monday + Second);
}
