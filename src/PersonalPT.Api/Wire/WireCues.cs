using PersonalPT.Api.Errors;
using PersonalPT.Contracts.Sessions;
using Wire = PersonalPT.Protocol.V1;

namespace PersonalPT.Api.Wire;

/// <summary>Cues as they are sent.</summary>
internal static class WireCues
{
    /// <summary>Reads what a cue says: a text or a preset, never both.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: neither, too long, or not known.</exception>
    public static (string? Text, CuePreset? Preset) Read(Wire::SendCueRequest request)
    {
        switch (request.CueCase)
        {
            case Wire::SendCueRequest.CueOneofCase.Text:
                return CueSent.TextOf(request.Text) is { } text ? (text, null) : throw Refusals.BadRequest("text", $"Must be {CueSent.TextRule}.");
            case Wire::SendCueRequest.CueOneofCase.Preset:
                var preset = (CuePreset)request.Preset;
                return Enum.IsDefined(preset) ? (null, preset) : throw Refusals.BadRequest("preset", "This server knows no such preset.");
            default:
                throw Refusals.BadRequest("cue", "Must have a text or a preset.");
        }
    }
}
