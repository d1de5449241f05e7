using PersonalPT.Contracts.Audit;

namespace PersonalPT.Api.Audit;

/// <summary>What the audit log says of a call. A call that has to be accounted for gets one in its row of the permission table, and that is all.</summary>
/// <param name="Action">What it does.</param>
/// <param name="AthleteId">About whom a request is; empty: the caller. Null: about the athlete of <paramref name="SessionId"/>, or about nobody in particular.</param>
/// <param name="OtherId">Who else is concerned; null: nobody.</param>
/// <param name="SessionId">The session that a request is about; null: about none.</param>
/// <param name="SaysItself">Whether the service writes what came of it, together with what it does, so that only refusals are written here.</param>
internal sealed record AuditRule(
    AuditAction Action, Func<object, string>? AthleteId, Func<object, string>? OtherId = null, Func<object, string>? SessionId = null, bool SaysItself = false);
