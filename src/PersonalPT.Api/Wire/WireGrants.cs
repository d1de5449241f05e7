using Google.Protobuf.Collections;
using PersonalPT.Api.Errors;
using PersonalPT.Contracts.Coaching;
using Wire = PersonalPT.Protocol.V1;

namespace PersonalPT.Api.Wire;

/// <summary>Grants as they are sent.</summary>
internal static class WireGrants
{
    private static readonly (GrantScopes Scope, Wire::GrantScope Sent)[] s_scopes =
    [
        (GrantScopes.Live, Wire::GrantScope.Live), (GrantScopes.History, Wire::GrantScope.History), (GrantScopes.Models, Wire::GrantScope.Models),
        (GrantScopes.Sets, Wire::GrantScope.Sets), (GrantScopes.Plans, Wire::GrantScope.Plans), (GrantScopes.Recordings, Wire::GrantScope.Recordings),
    ];

    public static Wire::AccessGrant Write(AccessGrant grant)
    {
        var sent = new Wire::AccessGrant
        {
            AthleteId = grant.AthleteId,
            CoachId = grant.CoachId,
            GrantedTimeUs = grant.GrantedMicros,
            UntilTimeUs = grant.UntilMicros ?? 0,
        };
        sent.Scopes.AddRange(s_scopes.Where(row => grant.Scopes.HasFlag(row.Scope)).Select(row => row.Sent));
        return sent;
    }

    /// <summary>Reads what is to be opened; named twice is named once.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: nothing, or something that this server does not know.</exception>
    public static GrantScopes Read(RepeatedField<Wire::GrantScope> sent, string field)
    {
        var scopes = GrantScopes.None;
        for (var i = 0; i < sent.Count; i++)
        {
            var known = Array.Find(s_scopes, row => row.Sent == sent[i]).Scope;
            scopes |= known != GrantScopes.None
                ? known
                : throw Refusals.BadRequest($"{field}[{i}]", "Must be GRANT_SCOPE_LIVE, GRANT_SCOPE_HISTORY, GRANT_SCOPE_MODELS, GRANT_SCOPE_SETS, GRANT_SCOPE_PLANS or GRANT_SCOPE_RECORDINGS.");
        }

        return scopes != GrantScopes.None ? scopes : throw Refusals.BadRequest(field, "Say at least one.");
    }
}
