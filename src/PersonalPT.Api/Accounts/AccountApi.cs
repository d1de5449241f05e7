using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using PersonalPT.Api.Access;
using PersonalPT.Api.Audit;
using PersonalPT.Api.Errors;
using PersonalPT.Api.Limits;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Athletes;
using PersonalPT.Contracts.Storage;
using PersonalPT.Protocol.V1;
using Domain = PersonalPT.Contracts.Audit;

namespace PersonalPT.Api.Accounts;

/// <summary>What a gym keeps about a person.</summary>
internal sealed class AccountApi(
    IAthleteArchive archive, AthleteErasures erasures, IAuditLog audit, LocalSignIns signIns, SlowReaders slow, TimeProvider time)
    : AccountService.AccountServiceBase
{
    private const int DefaultPage = 50;
    private const int LargestPage = 200;

    /// <inheritdoc/>
    public override async Task ExportAthlete(
        ExportAthleteRequest request, IServerStreamWriter<ExportAthleteResponse> responseStream, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        var athlete = new AthleteKey(caller.GymId, caller.AthleteOr(request.AthleteId));
        // Whoever asks for himself is there, and may hold in his hands that nothing is kept of him.
        if (athlete.AthleteId != caller.UserId && !await archive.Knows(athlete, context.CancellationToken))
            throw Refusals.AthleteNotFound(athlete.AthleteId);

        using var responses = slow.Watch(responseStream, context.GetHttpContext().Abort);
        var pieces = ArchiveZip.Pieces(athlete.AthleteId, time.GetUtcNow(), archive.Read(athlete, context.CancellationToken), context.CancellationToken);
        await foreach (var piece in pieces)
            await responses.WriteAsync(new ExportAthleteResponse { Chunk = UnsafeByteOperations.UnsafeWrap(piece) }, context.CancellationToken);
    }

    /// <inheritdoc/>
    public override async Task<EraseAthleteResponse> EraseAthlete(EraseAthleteRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        var athlete = new AthleteKey(caller.GymId, caller.AthleteOr(request.AthleteId));
        if (request.ConfirmAthleteId != athlete.AthleteId)
            throw Refusals.BadRequest("confirm_athlete_id", "Must repeat the id of whoever is to be erased: it cannot be undone.");

        var erasure = await erasures.Begin(caller, athlete, AuditInterceptor.MeansOf(context)) ?? throw Refusals.LastAdministrator();
        var report = await erasures.GoOn(athlete);
        return new EraseAthleteResponse { Mark = erasure.Mark, SessionsErased = (uint)(report?.Sessions ?? 0) };
    }

    /// <inheritdoc/>
    public override async Task<ListAuditEntriesResponse> ListAuditEntries(ListAuditEntriesRequest request, ServerCallContext context)
    {
        if (request.PageSize > LargestPage)
            throw Refusals.BadRequest("page_size", $"Must be 1 to {LargestPage}; 0 means {DefaultPage}.");

        var size = request.PageSize == 0 ? DefaultPage : (int)request.PageSize;
        var before = AuditPageToken.Read(request.PageToken, "page_token");
        var person = request.PersonId.Length == 0 ? null : request.PersonId;
        if (person is not null && !Identifiers.IsPerson(person) && !Identifiers.IsMark(person))
            throw Refusals.BadRequest("person_id", $"Must be a mark, or a person's id: {Identifiers.PersonRule}.");

        // One more than asked for tells whether there is another page.
        var entries = await audit.List(Caller.Of(context).GymId, person, before, size + 1, context.CancellationToken);
        var response = new ListAuditEntriesResponse();
        response.Entries.AddRange(entries.Take(size).Select(Write));
        if (entries.Count > size)
            response.NextPageToken = AuditPageToken.Write(new AuditPosition(entries[size - 1].AtMicros, entries[size - 1].EntryId));
        return response;
    }

    /// <inheritdoc/>
    [AllowAnonymous]
    public override Task<SignInResponse> SignIn(SignInRequest request, ServerCallContext context) => signIns.SignIn(request, context);

    /// <inheritdoc/>
    [AllowAnonymous]
    public override Task<PairResponse> Pair(PairRequest request, ServerCallContext context) => signIns.Pair(request, context);

    /// <inheritdoc/>
    [AllowAnonymous]
    public override Task<RenewTokensResponse> RenewTokens(RenewTokensRequest request, ServerCallContext context) => signIns.RenewTokens(request, context);

    /// <inheritdoc/>
    public override Task<CreatePairingResponse> CreatePairing(CreatePairingRequest request, ServerCallContext context) => signIns.CreatePairing(context);

    /// <inheritdoc/>
    public override Task<ListDevicesResponse> ListDevices(ListDevicesRequest request, ServerCallContext context) => signIns.ListDevices(request, context);

    /// <inheritdoc/>
    public override Task<RevokeDeviceResponse> RevokeDevice(RevokeDeviceRequest request, ServerCallContext context) => signIns.RevokeDevice(request, context);

    /// <inheritdoc/>
    public override Task<ListAccountsResponse> ListAccounts(ListAccountsRequest request, ServerCallContext context) => signIns.ListAccounts(context);

    /// <inheritdoc/>
    public override Task<InviteAccountResponse> InviteAccount(InviteAccountRequest request, ServerCallContext context) => signIns.InviteAccount(request, context);

    /// <inheritdoc/>
    public override Task<ChangeRoleResponse> ChangeRole(ChangeRoleRequest request, ServerCallContext context) => signIns.ChangeRole(request, context);

    /// <inheritdoc/>
    public override Task<RemoveAccountResponse> RemoveAccount(RemoveAccountRequest request, ServerCallContext context) => signIns.RemoveAccount(request, context);

    private static AuditEntry Write(Domain.AuditEntry entry) => new()
    {
        TimeUs = entry.AtMicros,
        ActorId = entry.ActorId,
        ActorRole = entry.ActorRole,
        Action = (AuditAction)entry.Action,
        Outcome = (AuditOutcome)entry.Outcome,
        AthleteId = entry.AthleteId ?? "",
        OtherId = entry.OtherId ?? "",
        Means = entry.Means,
    };
}
