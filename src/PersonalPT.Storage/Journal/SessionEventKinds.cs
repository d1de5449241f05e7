using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json.Serialization;
using PersonalPT.Contracts.Sessions;

namespace PersonalPT.Storage.Journal;

/// <summary>The names of the kinds of events, taken from the contract, so that column and body cannot disagree.</summary>
internal static class SessionEventKinds
{
    private static readonly FrozenDictionary<Type, string> _names = typeof(SessionEventBody).GetCustomAttributes<JsonDerivedTypeAttribute>()
        .ToFrozenDictionary(kind => kind.DerivedType, kind => (string)kind.TypeDiscriminator!);

    public static string Of(SessionEventBody body) => _names[body.GetType()];
}
