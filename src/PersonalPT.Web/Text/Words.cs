using System.Collections.Frozen;
using System.Globalization;
using System.Resources;

namespace PersonalPT.Web.Text;

/// <summary>All that the pages say, in one language. The words stand in <c>Words.resx</c> and <c>Words.de.resx</c>; numbers and times are written as there.</summary>
public sealed class Words
{
    private readonly FrozenDictionary<string, string> _words;
    private readonly NumberFormatInfo _numbers;

    private Words(Language language, string tag, string resource)
    {
        (Language, Tag) = (language, tag);
        using var stream = typeof(Words).Assembly.GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"The assembly has no {resource}.");
        using var reader = new ResourceReader(stream);
        _words = reader.Cast<System.Collections.DictionaryEntry>().ToFrozenDictionary(e => (string)e.Key, e => (string)e.Value!);
        _numbers = new NumberFormatInfo { NumberDecimalSeparator = this["Format.DecimalSeparator"] };
    }

    /// <summary>English.</summary>
    public static Words English { get; } = new(Language.English, "en", "PersonalPT.Web.Text.Words.resources");

    /// <summary>German.</summary>
    public static Words German { get; } = new(Language.German, "de", "PersonalPT.Web.Text.Words.de.resources");

    /// <summary>The language.</summary>
    public Language Language { get; }

    /// <summary>The language as HTML names it.</summary>
    public string Tag { get; }

    /// <summary>The names of all words.</summary>
    public IEnumerable<string> Names => _words.Keys;

    /// <summary>A word.</summary>
    /// <exception cref="KeyNotFoundException">There is no such word.</exception>
    public string this[string name] => _words.TryGetValue(name, out var word) ? word : throw new KeyNotFoundException($"Words.resx has no '{name}'.");

    /// <summary>The words of a language, by its tag; null where it is not spoken here.</summary>
    public static Words? Find(string? tag) => tag switch { "en" => English, "de" => German, _ => null };

    /// <summary>A sentence with something put into it.</summary>
    public string With(string name, params ReadOnlySpan<object?> values) => string.Format(_numbers, this[name], values);

    /// <summary>A word for a number of things: <c>NAME.One</c> for one, <c>NAME.Many</c> for all others.</summary>
    public string Count(string name, int count) => With(count == 1 ? $"{name}.One" : $"{name}.Many", count);

    /// <summary>The word for a value of an enumeration.</summary>
    public string Of<T>(T value)
        where T : struct, Enum => this[$"{typeof(T).Name}.{value}"];

    /// <summary>A number with so many decimals.</summary>
    public string Number(double value, int decimals) => value.ToString($"F{decimals}", _numbers);

    /// <summary>Day and time of a moment where the server is.</summary>
    /// <param name="micros">Microseconds since the Unix epoch.</param>
    /// <param name="zone">Where the server is.</param>
    public string Moment(long micros, TimeZoneInfo zone) => Local(micros, zone).ToString(this["Format.Moment"], CultureInfo.InvariantCulture);

    /// <summary>The time of day of a moment where the server is.</summary>
    public string Time(long micros, TimeZoneInfo zone) => Local(micros, zone).ToString(this["Format.Time"], CultureInfo.InvariantCulture);

    /// <summary>A day.</summary>
    public string Day(DateOnly day) => day.ToString(this["Format.Day"], CultureInfo.InvariantCulture);

    /// <summary>A day without its year.</summary>
    public string DayInShort(DateOnly day) => day.ToString(this["Format.DayInShort"], CultureInfo.InvariantCulture);

    private static DateTimeOffset Local(long micros, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond), zone);
}
