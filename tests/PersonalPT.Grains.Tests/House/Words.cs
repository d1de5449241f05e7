using System.Text.Json;
using PersonalPT.Contracts.Sessions;

namespace PersonalPT.Grains.Tests.House;

/// <summary>Events in words that are equal only if the events are.</summary>
internal static class Words
{
    public static string Of(SessionEvent e) => $"{e.EventSeq} {Of(e.Body)}";

    public static string Of(SessionEventBody body) => JsonSerializer.Serialize(body);
}
