using CsCheck;
using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PersonalPT.Api.Access;
using PersonalPT.Api.Tests.House;
using PersonalPT.Contracts.Coaching;

namespace PersonalPT.Api.Tests.Access;

public sealed class GrantLeasesTests
{
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_revoked = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_cutOff = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider _time = new();
    private readonly ScriptedGrants _grants = new();
    private readonly GrantLeases _leases;

    public GrantLeasesTests() => _leases = new GrantLeases(_grants, _time, NullLogger<GrantLeases>.Instance);

    [Fact]
    public async Task A_revoked_grant_is_lost_within_a_second()
    {
        _grants.Grant("anna", "carl", GrantScopes.Live);
        using var lease = await Take("anna");
        Pass(TimeSpan.FromSeconds(30));
        Assert.False(lease.IsLost);

        _grants.Revoke("anna", "carl");
        Pass(s_revoked);

        Assert.True(lease.IsLost);
        Assert.True(lease.Over.IsCancellationRequested);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Where_nobody_can_be_asked_it_is_lost_within_five_seconds_and_not_at_once(bool answersWithErrors)
    {
        _grants.Grant("anna", "carl", GrantScopes.Live);
        using var lease = await Take("anna");
        Pass(TimeSpan.FromSeconds(30));

        if (answersWithErrors)
            _grants.Fail();
        else
            _grants.CutOff();
        Pass(TimeSpan.FromSeconds(3));
        Assert.False(lease.IsLost);
        Pass(s_cutOff - TimeSpan.FromSeconds(3));

        Assert.True(lease.IsLost);
    }

    [Fact]
    public async Task A_storage_that_was_away_for_a_moment_costs_nobody_his_stream()
    {
        _grants.Grant("anna", "carl", GrantScopes.Live);
        using var lease = await Take("anna");
        for (var i = 0; i < 3; i++)
        {
            _grants.CutOff();
            Pass(TimeSpan.FromSeconds(3));
            Heal();
            Pass(TimeSpan.FromSeconds(3));
        }

        Assert.False(lease.IsLost);
    }

    [Fact]
    public async Task A_grant_whose_time_is_over_is_lost()
    {
        var until = (_time.GetUtcNow() + TimeSpan.FromSeconds(10)).ToUnixTimeMilliseconds() * 1000;
        _grants.Grant("anna", "carl", GrantScopes.Live, until);
        using var lease = await Take("anna");
        Pass(TimeSpan.FromSeconds(9));
        Assert.False(lease.IsLost);
        Pass(TimeSpan.FromSeconds(2));

        Assert.True(lease.IsLost);
    }

    [Fact]
    public async Task Of_several_only_that_is_lost_which_was_revoked()
    {
        _grants.Grant("anna", "carl", GrantScopes.Live);
        _grants.Grant("ben", "carl", GrantScopes.Live | GrantScopes.History);
        using var anna = await Take("anna");
        using var live = await Take("ben");
        using var history = await Take("ben", scope: GrantScopes.History);

        _grants.Revoke("anna", "carl");
        _grants.Grant("ben", "carl", GrantScopes.Live);
        Pass(s_revoked);

        Assert.Equal((true, false, true), (anna.IsLost, live.IsLost, history.IsLost));
    }

    [Fact]
    public async Task What_is_not_granted_is_refused()
    {
        _grants.Grant("anna", "carl", GrantScopes.History);

        await Refused("anna", GrantScopes.Live, Role.Coach);
        await Refused("ben", GrantScopes.History, Role.Coach);
        await Refused("anna", GrantScopes.History, Role.Athlete);
        Assert.Equal(0, _leases.Coaches);
    }

    [Fact]
    public async Task Those_who_run_the_gym_and_oneself_need_no_grant_and_no_renewal()
    {
        using var staff = await Take("anna", Role.Staff);
        using var self = await Take("carl", Role.Athlete);
        _grants.CutOff();
        Pass(TimeSpan.FromSeconds(20));

        Assert.Equal((false, false, 0), (staff.IsLost, self.IsLost, _grants.Asked));
    }

    [Fact]
    public async Task Who_holds_none_any_more_is_not_asked_about()
    {
        _grants.Grant("anna", "carl", GrantScopes.Live);
        var (one, another) = (await Take("anna"), await Take("anna"));
        one.Dispose();
        Assert.Equal(1, _leases.Coaches);
        another.Dispose();
        another.Dispose();
        Pass(TimeSpan.FromSeconds(1));
        var asked = _grants.Asked;
        Pass(TimeSpan.FromSeconds(10));

        Assert.Equal((0, asked), (_leases.Coaches, _grants.Asked));
        using var again = await Take("anna");
        _grants.Revoke("anna", "carl");
        Pass(s_revoked);
        Assert.True(again.IsLost);
    }

    [Fact]
    public async Task Who_is_gone_has_not_lost_it()
    {
        _grants.Grant("anna", "carl", GrantScopes.Live);
        using var gone = new CancellationTokenSource();
        using var lease = await _leases.Take(Coach(Role.Coach), "anna", GrantScopes.Live, gone.Token);
        await gone.CancelAsync();

        Assert.Equal((true, false), (lease.Over.IsCancellationRequested, lease.IsLost));
    }

    // Moves in steps of a tenth of a second: granted, revoked, cut off, healed.
    [Fact]
    public async Task However_grants_and_the_network_come_and_go_no_lease_outlives_its_grant_by_five_seconds() =>
        await Gen.Int[0, 12].List[20, 150].SampleAsync(
            async moves =>
            {
                var test = new GrantLeasesTests();
                test._grants.Grant("anna", "carl", GrantScopes.Live);
                using var lease = await test.Take("anna");
                var (granted, reachable) = (true, true);
                var (revoked, cut) = (TimeSpan.Zero, TimeSpan.Zero);
                foreach (var move in moves)
                {
                    switch (move)
                    {
                        case 0 when granted:
                            test._grants.Revoke("anna", "carl");
                            (granted, revoked) = (false, TimeSpan.Zero);
                            break;
                        case 1 when reachable:
                            test._grants.CutOff();
                            (reachable, cut) = (false, TimeSpan.Zero);
                            break;
                        case 2 or 3 when !reachable:
                            test.Heal();
                            reachable = true;
                            break;
                    }

                    test.Pass(s_step);
                    revoked += s_step;
                    cut = reachable ? TimeSpan.Zero : cut + s_step;
                    if (!granted)
                        Assert.True(lease.IsLost || revoked < s_cutOff);
                    if (!reachable)
                        Assert.True(lease.IsLost || cut < s_cutOff);
                    if (lease.IsLost)
                        return;
                }
            },
            iter: 60, threads: 1);

    private static Caller Coach(Role role) => new("gym", role, "carl");

    private async Task<GrantLease> Take(string athlete, Role role = Role.Coach, GrantScopes scope = GrantScopes.Live) =>
        await _leases.Take(Coach(role), athlete, scope, TestContext.Current.CancellationToken);

    private async Task Refused(string athlete, GrantScopes scope, Role role)
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => Take(athlete, role, scope));
        Assert.Equal(StatusCode.PermissionDenied, error.StatusCode);
    }

    private void Heal() => Here(_grants.Heal);

    private void Pass(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += s_step)
            Here(() => _time.Advance(s_step));
    }

    // Timers call back before time has passed on, and without a context everything that follows from it happens on this thread.
    private static void Here(Action action)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            action();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }
}
