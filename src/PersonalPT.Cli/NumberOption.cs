using System.CommandLine;
using System.Globalization;
using System.Numerics;

namespace PersonalPT.Cli;

/// <summary>Options that take a number between two bounds, and say so where they get something else.</summary>
internal static class NumberOption
{
    /// <summary>A number that has a usual value.</summary>
    public static Option<T> Create<T>(string name, string description, T least, T most, T usual)
        where T : struct, INumber<T>, IMinMaxValue<T>
    {
        var option = Create(name, description, least, most);
        option.DefaultValueFactory = _ => usual;
        return option;
    }

    /// <summary>A number that may be left out: its value is 0 then, and its result null.</summary>
    public static Option<T> Create<T>(string name, string description, T least, T most)
        where T : struct, INumber<T>, IMinMaxValue<T> => new(name)
        {
            Description = description,
            HelpName = "N",
            CustomParser = result =>
            {
                var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
                if (T.TryParse(text, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
                    return value;
                var bounds = most == T.MaxValue ? $"a number from {least}" : string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}");
                result.AddError($"{name} must be {bounds}, not '{text}'.");
                return default;
            },
        };
}
