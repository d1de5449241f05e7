using PersonalPT.Contracts.Access;

namespace PersonalPT.Identity.Tests;

public sealed class LocalAccountsTests : IAsyncLifetime
{
    private const string Right = "right password";
    private const string Wrong = "wrong password";
    private const string Other = "another password";

    private static readonly Member _boss = new("gym", Role.Administrator, "boss");

    private readonly MemoryAccounts _store = new();
    private readonly CountedHasher _hasher;
    private readonly LocalAccounts _accounts;

    public LocalAccountsTests()
    {
        _hasher = new CountedHasher(_store);
        _accounts = new LocalAccounts(_store, _store, new LocalAccountOptions { IsOn = true }, TimeProvider.System, _hasher);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Assert.NotNull((await _accounts.SetUp(_accounts.SetupCode, "gym", "boss", Right, "here", "test", Cancel)).Account);

    public ValueTask DisposeAsync()
    {
        _accounts.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task No_password_is_hashed_while_the_store_waits()
    {
        Assert.Equal(EntranceFault.Wrong, (await SignIn(Wrong)).Fault);
        Assert.NotNull((await SignIn(Right)).Account);
        _store["boss"] = _store["boss"] with { PasswordHash = $"{CountedHasher.Old}:{Right}" };
        Assert.NotNull((await SignIn(Right)).Account);
        Assert.NotNull((await _accounts.ChangePassword(_boss, Right, Other, "here", "test", Cancel)).Account);
        Assert.NotNull((await Accept(await Invite("boss"), Right)).Account);

        Assert.True(_store.Changes >= 5, $"{_store.Changes} changes");
        Assert.Equal(0, _hasher.WhileChanging);
    }

    [Fact]
    public async Task A_right_password_keeps_its_hash_unless_that_is_of_an_older_kind()
    {
        var hash = _store["boss"].PasswordHash;
        await SignIn(Wrong);
        await SignIn(Right);
        Assert.Equal((0, hash), (_store["boss"].WrongPasswords, _store["boss"].PasswordHash));

        _store["boss"] = _store["boss"] with { PasswordHash = $"{CountedHasher.Old}:{Right}" };
        await SignIn(Right);

        Assert.DoesNotContain(CountedHasher.Old, _store["boss"].PasswordHash, StringComparison.Ordinal);
        Assert.NotNull((await SignIn(Right)).Account);
    }

    [Fact]
    public async Task Of_many_who_guess_somebodys_password_at_once_no_more_are_heard_than_may_guess_and_it_is_locked()
    {
        var before = _hasher.Verdicts;
        var ready = new TaskCompletionSource();
        _store.Slow = ready.Task;

        var guesses = Enumerable.Range(0, 200).Select(i => SignIn(Wrong, from: $"address-{i}")).ToArray();
        ready.SetResult();
        var faults = (await Task.WhenAll(guesses)).GroupBy(entrance => entrance.Fault!.Value).ToDictionary(group => group.Key, group => group.Count());

        Assert.Equal(_accounts.Options.WrongPasswords, _hasher.Verdicts - before);
        Assert.NotNull(_store["boss"].LockedUntilMicros);
        Assert.Equal(
            (_accounts.Options.WrongPasswords, 200), (faults[EntranceFault.Wrong], faults[EntranceFault.Wrong] + faults[EntranceFault.Locked] + faults[EntranceFault.TooMany]));
    }

    [Fact]
    public async Task Of_many_guesses_that_an_address_makes_at_once_about_many_people_no_more_are_heard_than_it_has()
    {
        var before = _hasher.Verdicts;
        var ready = new TaskCompletionSource();
        _store.Slow = ready.Task;

        var guesses = Enumerable.Range(0, 200).Select(i => SignIn(Wrong, $"person-{i}")).ToArray();
        ready.SetResult();
        await Task.WhenAll(guesses);

        // Those who have their turn at the same time see the same last attempt.
        Assert.InRange(_hasher.Verdicts - before, 1, _accounts.Options.WrongAttemptsOfAddress + 1);
    }

    [Fact]
    public async Task An_invitation_is_good_while_whoever_made_it_is_an_administrator()
    {
        var code = await Invite("ben");
        _store["boss"] = _store["boss"] with { Role = Role.Staff };

        Assert.Null(await _accounts.FindInvitation(code, "here", Cancel));
        Assert.Equal(EntranceFault.NoSuchCode, (await Accept(code, Other)).Fault);

        _store["boss"] = _store["boss"] with { Role = Role.Administrator };
        Assert.Equal("ben", (await Accept(code, Other)).Account!.UserId);
    }

    [Fact]
    public async Task An_invitation_is_withdrawn_by_removing_whom_it_is_for()
    {
        var code = await Invite("ben");

        Assert.True(await _accounts.Remove("gym", "ben", Cancel));

        Assert.Equal(EntranceFault.NoSuchCode, (await Accept(code, Other)).Fault);
        Assert.False(await _accounts.Remove("gym", "ben", Cancel));
        Assert.False(await _accounts.Remove("gym", "boss", Cancel));
    }

    private Task<Entrance> SignIn(string password, string user = "boss", string from = "here") => _accounts.SignIn(user, password, from, "test", Cancel);

    private async Task<string> Invite(string user, Role role = Role.Athlete) => (await _accounts.Invite(_boss, user, role, Cancel))!.Value.Code;

    private Task<Entrance> Accept(string code, string password) => _accounts.Accept(code, password, "here", "test", Cancel);
}
