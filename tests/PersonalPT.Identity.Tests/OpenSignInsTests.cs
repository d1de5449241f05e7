using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Accounts;

namespace PersonalPT.Identity.Tests;

public sealed class OpenSignInsTests : IDisposable
{
    private const string Phone = "11111111-2222-3333-4444-555555555555";

    private static readonly Account _ann = new("gym", "ann", Role.Staff, 1) { Stamp = "one" };

    private readonly MemoryAccounts _store = new();
    private readonly OpenSignIns _signIns;

    public OpenSignInsTests()
    {
        _signIns = new OpenSignIns(_store, new LocalAccountOptions { IsOn = true }, TimeProvider.System, NullLogger<OpenSignIns>.Instance);
        _store["ann"] = _ann;
        _store.Phones.Add((Phone, "ann"));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_open_stays_open_while_its_sign_in_holds()
    {
        var (phone, page) = (OnPhone(), OnPage());
        using var first = _signIns.Open(phone);
        using var second = _signIns.Open(page);
        _store["ann"] = _ann with { PasswordHash = "another", WrongPasswords = 3 };

        await _signIns.Look(Cancel);

        Assert.Equal((false, false), (phone.RequestAborted.IsCancellationRequested, page.RequestAborted.IsCancellationRequested));
        Assert.Equal(2, _signIns.Count);
    }

    [Fact]
    public async Task A_phone_that_is_signed_out_is_cut_and_nothing_else()
    {
        var (phone, page) = (OnPhone(), OnPage());
        using var first = _signIns.Open(phone);
        using var second = _signIns.Open(page);
        _store.Phones.Clear();

        await _signIns.Look(Cancel);

        Assert.Equal((true, false), (await WasCut(phone), OpenSignIns.HasCut(page)));
    }

    [Fact]
    public async Task A_phone_that_is_another_persons_now_is_cut()
    {
        var phone = OnPhone();
        using var open = _signIns.Open(phone);
        _store["eve"] = _ann with { UserId = "eve" };
        _store.Phones[0] = (Phone, "eve");

        await _signIns.Look(Cancel);

        Assert.True(await WasCut(phone));
    }

    [Fact]
    public async Task Another_role_cuts_phones_and_pages()
    {
        var (phone, page) = (OnPhone(), OnPage());
        using var first = _signIns.Open(phone);
        using var second = _signIns.Open(page);
        _store["ann"] = _ann with { Role = Role.Athlete };

        await _signIns.Look(Cancel);

        Assert.Equal((true, true), (await WasCut(phone), await WasCut(page)));
    }

    [Fact]
    public async Task Another_stamp_cuts_pages_and_leaves_phones()
    {
        var (phone, page) = (OnPhone(), OnPage());
        using var first = _signIns.Open(phone);
        using var second = _signIns.Open(page);
        _store["ann"] = _ann with { Stamp = "two" };

        await _signIns.Look(Cancel);

        Assert.Equal((false, true), (OpenSignIns.HasCut(phone), await WasCut(page)));
    }

    [Fact]
    public async Task Whose_account_is_gone_is_cut()
    {
        var (phone, page) = (OnPhone(), OnPage());
        using var first = _signIns.Open(phone);
        using var second = _signIns.Open(page);
        await _store.Change("gym", "ann", (_, _) => null, Cancel);

        await _signIns.Look(Cancel);

        Assert.Equal((true, true), (await WasCut(phone), await WasCut(page)));
    }

    [Fact]
    public async Task What_is_over_is_watched_no_more()
    {
        var phone = OnPhone();
        _signIns.Open(phone)!.Dispose();
        _store.Phones.Clear();

        await _signIns.Look(Cancel);

        Assert.Equal((0, false), (_signIns.Count, OpenSignIns.HasCut(phone)));
        // Whoever comes after it finds what was there before.
        using var registration = phone.RequestAborted.Register(() => { });
    }

    [Fact]
    public void A_caller_who_goes_is_gone_and_not_cut()
    {
        using var gone = new CancellationTokenSource();
        var phone = OnPhone();
        phone.RequestAborted = gone.Token;
        using var open = _signIns.Open(phone);

        gone.Cancel();

        Assert.Equal((true, false), (phone.RequestAborted.IsCancellationRequested, OpenSignIns.HasCut(phone)));
    }

    [Fact]
    public void Sign_ins_of_another_kind_are_not_watched()
    {
        Assert.Null(_signIns.Open(new DefaultHttpContext { User = _ann.Member.ToPrincipal("another") }));
        Assert.Null(_signIns.Open(new DefaultHttpContext()));
        Assert.Equal(0, _signIns.Count);
    }

    public void Dispose() => _signIns.Dispose();

    // Whoever cuts does not wait until everybody has heard it.
    private static async Task<bool> WasCut(HttpContext http)
    {
        var heard = new TaskCompletionSource();
        await using var registration = http.RequestAborted.Register(heard.SetResult);
        await heard.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancel);
        return OpenSignIns.HasCut(http);
    }

    private static DefaultHttpContext OnPhone() => Of(new AccountSignIn(_ann.Member, Phone, Stamp: null));

    private static DefaultHttpContext OnPage() => Of(new AccountSignIn(_ann.Member, DeviceId: null, "one"));

    private static DefaultHttpContext Of(AccountSignIn signIn) => new() { User = signIn.ToPrincipal("test") };
}
