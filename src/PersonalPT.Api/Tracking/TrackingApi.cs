using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PersonalPT.Api.Access;
using PersonalPT.Api.Errors;
using PersonalPT.Api.Limits;
using PersonalPT.Api.Telemetry;
using PersonalPT.Api.Watching;
using PersonalPT.Api.Wire;
using PersonalPT.Contracts.Coaching;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Contracts;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Api.Tracking;

/// <summary>Frames in, events out.</summary>
internal sealed class TrackingApi(
    ISessionAccess sessions,
    KnownSessions known,
    IJournal journal,
    GymHub hub,
    GrantedAccess access,
    GrantLeases leases,
    TimeProvider time,
    ApiOptions options,
    StreamPace pace,
    ApiInstruments instruments,
    Admission admission,
    SubmitAllowance allowance,
    SlowReaders slow,
    IHostApplicationLifetime lifetime,
    ILogger<PhoneStream> logger) : TrackingService.TrackingServiceBase
{
    private const int EventsPerReply = 1000;
    private const int LongestPhoneId = 64;

    /// <inheritdoc/>
    public override async Task Track(
        IAsyncStreamReader<TrackRequest> requestStream, IServerStreamWriter<TrackResponse> responseStream, ServerCallContext context)
    {
        using var responses = slow.Watch(responseStream, context.GetHttpContext().Abort);
        if (await PhoneStream.First(requestStream, responses, time, options, lifetime.ApplicationStopping, context.CancellationToken) is not { } first)
            return;

        var open = first.Open;
        CheckSeq(open.OldestHeldInputSeq, "open.oldest_held_input_seq");
        CheckSeq(open.AfterEventSeq, "open.after_event_seq");
        CheckSeq(open.Opening, "open.opening");
        if (open.PhoneId.Length > LongestPhoneId)
            throw Refusals.BadRequest("open.phone_id", $"Has at most {LongestPhoneId} characters.");
        var (key, session) = await Find(open.SessionId, context);
        using var place = admission.EnterPhone();
        var stream = new PhoneStream(key, session.Capture, open, sessions, journal, time, options, pace, instruments, logger);
        await stream.Run(first, requestStream, new BodyArrivals(context.GetHttpContext().Request.BodyReader), responses, lifetime.ApplicationStopping, context.CancellationToken);
    }

    /// <inheritdoc/>
    public override async Task<SubmitFramesResponse> SubmitFrames(SubmitFramesRequest request, ServerCallContext context)
    {
        if (InputChecks.Check(request.FirstInputSeq, request.Inputs) is { } violation)
        {
            instruments.Rejected.Add(1);
            throw Refusals.BadRequest([violation]);
        }

        CheckSeq(request.OldestHeldInputSeq, "oldest_held_input_seq");
        CheckSeq(request.AfterEventSeq, "after_event_seq");
        var (key, session) = await Find(request.SessionId, context);
        allowance.Take(key, request.Inputs.Count);
        var grain = sessions.Of(key);
        var needFrom = request.Inputs.Count == 0 ? null : await Submit(grain, key, session.Capture, request);

        var snapshot = await grain.Get() ?? throw Refusals.SessionNotFound(key.SessionId);
        var last = snapshot.Acknowledgement.LastEventSeq;
        if ((long)request.AfterEventSeq > last)
        {
            // Where the log has them, it was a session that is counted elsewhere by now, and does not know it yet.
            throw (long)request.AfterEventSeq <= (await journal.Find(key, context.CancellationToken))?.LastEventSeq
                ? Refusals.Unavailable("The session is moving. Send it again.")
                : Refusals.BadRequest("after_event_seq", $"The session has {last} events only.");
        }

        var response = new SubmitFramesResponse
        {
            Acknowledgement = WireEvents.Write(snapshot.Acknowledgement),
            NeedFrom = needFrom,
            Status = WireEvents.Write(snapshot.Status),
        };
        if ((long)request.AfterEventSeq < last)
        {
            var events = await journal.Read(key, (long)request.AfterEventSeq, EventsPerReply, context.CancellationToken);
            response.Events.AddRange(events.Select(WireEvents.Write));
        }

        return response;
    }

    /// <inheritdoc/>
    public override async Task WatchSession(
        WatchSessionRequest request, IServerStreamWriter<WatchSessionResponse> responseStream, ServerCallContext context)
    {
        CheckSeq(request.AfterEventSeq, "after_event_seq");
        var (key, session) = await Find(request.SessionId, context);
        using var lease = await leases.Take(
            Caller.Of(context), session.AthleteId, await access.Needed(key, GrantScopes.Live, context.CancellationToken), context.CancellationToken);
        using var place = admission.EnterWatcher();
        using var responses = slow.Watch(responseStream, context.GetHttpContext().Abort);
        var stream = new WatchStream(key, (long)request.AfterEventSeq, hub, sessions, journal, time, options, pace, instruments);
        try
        {
            await stream.Run(responses, lifetime.ApplicationStopping, lease.Over);
        }
        catch (Exception) when (lease.IsLost)
        {
            throw Refusals.NotYours();
        }
    }

    private async Task<NeedFrom?> Submit(ISessionGrain grain, SessionKey key, Contracts.Sessions.CaptureHeader capture, SubmitFramesRequest request)
    {
        using var batch = new BatchArrays(capture);
        batch.Add(request.FirstInputSeq, request.Inputs);
        SubmitResult result;
        try
        {
            result = await grain.Submit(batch.ToBatch((long)request.OldestHeldInputSeq, time.UtcMicros()));
        }
        catch
        {
            // The outcome is unknown, so the grain may still be reading.
            batch.GiveUp();
            throw;
        }

        var next = result.Acknowledgement.NextInputSeq;
        switch (result.Outcome)
        {
            case SubmitOutcome.Taken:
                return null;
            case SubmitOutcome.NeedFrom:
                return new NeedFrom { InputSeq = (ulong)next };
            // A repeated last batch, whose answer was lost, deserves the answer.
            case SubmitOutcome.Ended when next >= batch.First + batch.Count:
                return null;
            default:
                throw Refusals.Of(result, key.SessionId);
        }
    }

    private async ValueTask<(SessionKey Key, KnownSession Session)> Find(string sessionId, ServerCallContext context)
    {
        var key = new SessionKey(Caller.Of(context).GymId, sessionId);
        return (key, await known.Find(key, context.CancellationToken) ?? throw Refusals.SessionNotFound(sessionId));
    }

    private static void CheckSeq(ulong seq, string field)
    {
        if (seq > InputChecks.LargestSeq)
            throw Refusals.BadRequest(field, "Is no number that this session could have given.");
    }
}
