using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using PersonalPT.Api.Errors;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Api.History;

/// <summary>A place in a list, as text that says nothing to the caller.</summary>
internal static class PageToken
{
    private const int Longest = 400;

    /// <summary>Writes it.</summary>
    public static string Write(HistoryPosition position) => WebEncoders.Base64UrlEncode(JsonSerializer.SerializeToUtf8Bytes(position));

    /// <summary>Reads it; null where it is empty.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: it was not given by this server.</exception>
    public static HistoryPosition? Read(string token, string field)
    {
        if (token.Length == 0)
            return null;

        try
        {
            if (token.Length <= Longest
                && JsonSerializer.Deserialize<HistoryPosition>(WebEncoders.Base64UrlDecode(token)) is var position && Identifiers.IsUuid(position.SessionId))
                return position;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
        }

        throw Refusals.BadRequest(field, "Must be the next_page_token of the answer before, or empty.");
    }
}
