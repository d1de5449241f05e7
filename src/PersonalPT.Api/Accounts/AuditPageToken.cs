using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using PersonalPT.Api.Errors;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Api.Accounts;

/// <summary>A place in the audit log, as text that says nothing to the caller.</summary>
internal static class AuditPageToken
{
    private const int Longest = 200;

    /// <summary>Writes it.</summary>
    public static string Write(AuditPosition position) => WebEncoders.Base64UrlEncode(JsonSerializer.SerializeToUtf8Bytes(position));

    /// <summary>Reads it; null where it is empty.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: it was not given by this server.</exception>
    public static AuditPosition? Read(string token, string field)
    {
        if (token.Length == 0)
            return null;

        try
        {
            if (token.Length <= Longest && JsonSerializer.Deserialize<AuditPosition>(WebEncoders.Base64UrlDecode(token)) is var position && position != default)
                return position;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
        }

        throw Refusals.BadRequest(field, "Must be the next_page_token of the answer before, or empty.");
    }
}
