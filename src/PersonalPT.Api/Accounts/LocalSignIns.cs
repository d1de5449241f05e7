using Grpc.Core;
using PersonalPT.Api.Access;
using PersonalPT.Api.Audit;
using PersonalPT.Api.Errors;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Access;
using PersonalPT.Identity;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Api.Accounts;

/// <summary>The calls about accounts that the server itself keeps. Where it keeps none, all of them say so.</summary>
internal sealed class LocalSignIns(LocalAccounts accounts, DeviceTokens devices)
{
    /// <inheritdoc cref="AccountApi.SignIn"/>
    public async Task<SignInResponse> SignIn(SignInRequest request, ServerCallContext context)
    {
        RequireOn();
        var entrance = await accounts.SignIn(
            request.UserId, request.Password, CallerAddress.Of(context.GetHttpContext()), AuditInterceptor.MeansOf(context), context.CancellationToken);
        return new SignInResponse { Tokens = await Add(entrance, request.DeviceName, context) };
    }

    /// <inheritdoc cref="AccountApi.Pair"/>
    public async Task<PairResponse> Pair(PairRequest request, ServerCallContext context)
    {
        RequireOn();
        var entrance = await accounts.Pair(request.Code, CallerAddress.Of(context.GetHttpContext()), AuditInterceptor.MeansOf(context), context.CancellationToken);
        return new PairResponse { Tokens = await Add(entrance, request.DeviceName, context) };
    }

    /// <inheritdoc cref="AccountApi.RenewTokens"/>
    public async Task<RenewTokensResponse> RenewTokens(RenewTokensRequest request, ServerCallContext context)
    {
        RequireOn();
        var tokens = await devices.Renew(request.RefreshToken, context.CancellationToken)
            ?? throw Refusals.SignInRefused("This refresh token is not good, or not any more. Sign in again.");
        return new RenewTokensResponse { Tokens = Write(tokens) };
    }

    /// <inheritdoc cref="AccountApi.CreatePairing"/>
    public async Task<CreatePairingResponse> CreatePairing(ServerCallContext context)
    {
        RequireOn();
        var (code, expires) = await accounts.CreatePairing(Caller.Of(context), context.CancellationToken);
        return new CreatePairingResponse { Code = OneTimeCode.Show(code), ExpiresTimeUs = expires };
    }

    /// <inheritdoc cref="AccountApi.ListDevices"/>
    public async Task<ListDevicesResponse> ListDevices(ListDevicesRequest request, ServerCallContext context)
    {
        RequireOn();
        var caller = Caller.Of(context);
        var response = new ListDevicesResponse();
        response.Devices.AddRange((await devices.List(caller.GymId, caller.AthleteOr(request.UserId), context.CancellationToken)).Select(device => new Device
        {
            DeviceId = device.DeviceId,
            Name = device.Name,
            CreatedTimeUs = device.CreatedMicros,
            RenewedTimeUs = device.RenewedMicros,
        }));
        return response;
    }

    /// <inheritdoc cref="AccountApi.RevokeDevice"/>
    public async Task<RevokeDeviceResponse> RevokeDevice(RevokeDeviceRequest request, ServerCallContext context)
    {
        RequireOn();
        if (!Identifiers.IsUuid(request.DeviceId))
            throw Refusals.BadRequest("device_id", $"A device's id is {Identifiers.UuidRule}.");

        var caller = Caller.Of(context);
        // One that is not there is signed out already.
        await devices.Revoke(caller.GymId, caller.AthleteOr(request.UserId), request.DeviceId, context.CancellationToken);
        return new RevokeDeviceResponse();
    }

    /// <inheritdoc cref="AccountApi.ListAccounts"/>
    public async Task<ListAccountsResponse> ListAccounts(ServerCallContext context)
    {
        RequireOn();
        var response = new ListAccountsResponse();
        response.Accounts.AddRange((await accounts.List(Caller.Of(context).GymId, context.CancellationToken)).Select(account => new Account
        {
            UserId = account.UserId,
            Role = account.Member.RoleName,
            CreatedTimeUs = account.CreatedMicros,
        }));
        return response;
    }

    /// <inheritdoc cref="AccountApi.InviteAccount"/>
    public async Task<InviteAccountResponse> InviteAccount(InviteAccountRequest request, ServerCallContext context)
    {
        RequireOn();
        var (code, expires) = await accounts.Invite(Caller.Of(context), request.UserId, RoleOf(request.Role), context.CancellationToken)
            ?? throw Refusals.BadRequest("user_id", $"Must be {Identifiers.PersonRule}.");
        return new InviteAccountResponse { Code = OneTimeCode.Show(code), ExpiresTimeUs = expires };
    }

    /// <inheritdoc cref="AccountApi.ChangeRole"/>
    public async Task<ChangeRoleResponse> ChangeRole(ChangeRoleRequest request, ServerCallContext context)
    {
        RequireOn();
        return await accounts.ChangeRole(Caller.Of(context).GymId, request.UserId, RoleOf(request.Role), context.CancellationToken)
            ? new ChangeRoleResponse()
            : throw Refusals.LastAdministrator();
    }

    /// <inheritdoc cref="AccountApi.RemoveAccount"/>
    public async Task<RemoveAccountResponse> RemoveAccount(RemoveAccountRequest request, ServerCallContext context)
    {
        RequireOn();
        return await accounts.Remove(Caller.Of(context).GymId, request.UserId, context.CancellationToken)
            ? new RemoveAccountResponse()
            : throw Refusals.LastAdministrator();
    }

    private static Role RoleOf(string name) =>
        Member.RoleOf(name) ?? throw Refusals.BadRequest("role", "Must be athlete, coach, staff or administrator.");

    private static Tokens Write(DeviceTokenPair tokens) => new()
    {
        AccessToken = tokens.AccessToken,
        ExpiresTimeUs = tokens.ExpiresMicros,
        RefreshToken = tokens.RefreshToken,
        GymId = tokens.Member.GymId,
        UserId = tokens.Member.UserId,
        Role = tokens.Member.RoleName,
        DeviceId = tokens.DeviceId,
    };

    private void RequireOn()
    {
        if (!accounts.Options.IsOn)
            throw Refusals.NoLocalAccounts();
    }

    private async Task<Tokens> Add(Entrance entrance, string deviceName, ServerCallContext context) => entrance switch
    {
        { Account: { } account } => Write(await devices.Add(account, deviceName, context.CancellationToken)),
        { Fault: EntranceFault.Locked or EntranceFault.TooMany } => throw Refusals.SignInLocked(),
        { Fault: EntranceFault.NotSetUp } => throw Refusals.NoLocalAccounts(),
        { Fault: EntranceFault.NoSuchCode } => throw Refusals.SignInRefused("This code is wrong, was used, or has run out. Make another one."),
        _ => throw Refusals.SignInRefused("There is no such account, or its password is another one."),
    };
}
