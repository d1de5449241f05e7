using Google.Protobuf;
using Grpc.Core;
using PersonalPT.Api.Access;
using PersonalPT.Api.Errors;
using PersonalPT.Api.Limits;
using PersonalPT.Api.Tracking;
using PersonalPT.Api.Wire;
using PersonalPT.Contracts.Coaching;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Protocol.V1;
using Domain = PersonalPT.Contracts.Sessions;

namespace PersonalPT.Api.History;

/// <summary>What was done.</summary>
internal sealed class HistoryApi(IHistory history, IJournal journal, ISessionAccess sessions, GrantLeases leases, SlowReaders slow)
    : HistoryService.HistoryServiceBase
{
    private const int DefaultPage = 50;
    private const int LargestPage = 200;
    private const int MostEvents = 1000;

    /// <inheritdoc/>
    public override async Task<ListSessionsResponse> ListSessions(ListSessionsRequest request, ServerCallContext context)
    {
        if (request.PageSize > LargestPage)
            throw Refusals.BadRequest("page_size", $"Must be 1 to {LargestPage}; 0 means {DefaultPage}.");

        var caller = Caller.Of(context);
        var size = request.PageSize == 0 ? DefaultPage : (int)request.PageSize;
        var before = PageToken.Read(request.PageToken, "page_token");

        // One more than asked for tells whether there is another page.
        var sessions = await history.Sessions(caller.GymId, caller.AthleteOr(request.AthleteId), before, size + 1, context.CancellationToken);
        var response = new ListSessionsResponse();
        response.Sessions.AddRange(sessions.Take(size).Select(WireHistory.Write));
        if (sessions.Count > size)
            response.NextPageToken = PageToken.Write(new HistoryPosition(sessions[size - 1].StartedMicros, sessions[size - 1].Session.SessionId));
        return response;
    }

    /// <inheritdoc/>
    public override async Task<GetSessionHistoryResponse> GetSessionHistory(GetSessionHistoryRequest request, ServerCallContext context)
    {
        var session = await history.Session(new SessionKey(Caller.Of(context).GymId, request.SessionId), context.CancellationToken)
            ?? throw Refusals.SessionNotFound(request.SessionId);
        var response = new GetSessionHistoryResponse { Session = WireHistory.Write(session) };
        response.Sets.AddRange(session.Sets.Select(WireHistory.WriteWithReps));
        response.PlanItems.AddRange(WirePlans.Items(session));
        return response;
    }

    /// <inheritdoc/>
    public override async Task<ListEventsResponse> ListEvents(ListEventsRequest request, ServerCallContext context)
    {
        if (request.Limit > MostEvents)
            throw Refusals.BadRequest("limit", $"Must be 1 to {MostEvents}; 0 means {MostEvents}.");
        if (request.AfterEventSeq > InputChecks.LargestSeq)
            throw Refusals.BadRequest("after_event_seq", "Is no number that this session could have given.");

        var key = new SessionKey(Caller.Of(context).GymId, request.SessionId);
        var limit = request.Limit == 0 ? MostEvents : (int)request.Limit;
        var response = new ListEventsResponse();
        response.Events.AddRange((await journal.Read(key, (long)request.AfterEventSeq, limit, context.CancellationToken)).Select(WireEvents.Write));
        return response;
    }

    /// <inheritdoc/>
    public override async Task ExportHistory(
        ExportHistoryRequest request, IServerStreamWriter<ExportHistoryResponse> responseStream, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        var athlete = caller.AthleteOr(request.AthleteId);
        using var lease = await leases.Take(caller, athlete, GrantScopes.History, context.CancellationToken);
        var reps = history.Reps(caller.GymId, athlete, lease.Over);
        var chunks = request.Format switch
        {
            ExportFormat.Csv => HistoryExport.Csv(reps),
            ExportFormat.Json => HistoryExport.Json(reps),
            _ => throw Refusals.BadRequest("format", "Must be EXPORT_FORMAT_CSV or EXPORT_FORMAT_JSON."),
        };
        using var responses = slow.Watch(responseStream, context.GetHttpContext().Abort);
        try
        {
            await foreach (var chunk in chunks.WithCancellation(lease.Over))
                await responses.WriteAsync(new ExportHistoryResponse { Chunk = UnsafeByteOperations.UnsafeWrap(chunk) }, lease.Over);
        }
        catch (Exception) when (lease.IsLost)
        {
            throw Refusals.NotYours();
        }
    }

    /// <inheritdoc/>
    public override async Task<AnnotateSetResponse> AnnotateSet(AnnotateSetRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        return new AnnotateSetResponse { Change = await Change(caller.GymId, request.SessionId, WireSetChanges.Read(request, caller.UserId)) };
    }

    /// <inheritdoc/>
    public override async Task<CorrectSetResponse> CorrectSet(CorrectSetRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        return new CorrectSetResponse { Change = await Change(caller.GymId, request.SessionId, WireSetChanges.Read(request, caller.UserId)) };
    }

    private async Task<Protocol.V1.SetChange> Change(string gymId, string sessionId, Domain.SetChange change)
    {
        var result = await sessions.Of(new SessionKey(gymId, sessionId)).ChangeSet(change);
        return result.Recorded is { } recorded
            ? WireSetChanges.Write(recorded)
            : throw Refusals.Of(result.Outcome, sessionId, (uint)change.SetNumber, change.ChangeId);
    }
}
