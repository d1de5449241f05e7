using System.Text.RegularExpressions;

namespace PersonalPT.Contracts;

/// <summary>What the names of things may look like. They become parts of grain keys, rows and file names, so the slash is never allowed.</summary>
public static partial class Identifiers
{
    /// <summary>Says how an exercise or gym may be named.</summary>
    public const string NameRule = "lower-case letters, digits, '_' and '-', 1 to 64 characters, starting with a letter or digit";

    /// <summary>Says how a person may be named.</summary>
    public const string PersonRule = "letters, digits and . _ - @ | :, 1 to 128 characters, starting with a letter or digit";

    /// <summary>Says how a session or request may be named.</summary>
    public const string UuidRule = "a UUID in lower case with hyphens";

    /// <summary>Whether this names an exercise or a gym.</summary>
    public static bool IsName(string? value) => value is not null && Name().IsMatch(value);

    /// <summary>Whether this names a person.</summary>
    public static bool IsPerson(string? value) => value is not null && Person().IsMatch(value);

    /// <summary>Whether this stands in the place of somebody who was erased. No person can be named so.</summary>
    public static bool IsMark(string? value) => value is not null && Mark().IsMatch(value);

    /// <summary>Whether this names a session or a request.</summary>
    public static bool IsUuid(string? value) => value is not null && Uuid().IsMatch(value);

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9_-]{0,63}\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"\A~[0-9a-f]{32}\z")]
    private static partial Regex Mark();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._@|:-]{0,127}\z")]
    private static partial Regex Person();

    [GeneratedRegex(@"\A[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\z")]
    private static partial Regex Uuid();
}
