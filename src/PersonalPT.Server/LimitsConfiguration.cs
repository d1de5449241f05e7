using System.Globalization;
using System.Numerics;
using PersonalPT.Api.Limits;
using PersonalPT.Grains.Sessions;

namespace PersonalPT.Server;

/// <summary>
/// Reads <see cref="LimitOptions"/> and <see cref="SessionLimits"/> from the section <c>PersonalPT:Limits</c>: <c>PERSONALPT__Limits__LiveSessions=500</c>.
/// Times are in milliseconds.
/// </summary>
internal static class LimitsConfiguration
{
    /// <summary>The section below <see cref="ServerConfiguration.Section"/>.</summary>
    public const string Section = "Limits";

    /// <summary>Reads the limits; what is not there keeps its default.</summary>
    /// <param name="section">Where they are.</param>
    /// <param name="errors">Where everything is added that is wrong.</param>
    public static (LimitOptions Gateway, SessionLimits Sessions) Read(IConfigurationSection section, List<string> errors)
    {
        var defaults = new LimitOptions();
        var sessionDefaults = new SessionLimits();
        var known = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var limits = new LimitOptions
        {
            InputsPerSecond = Number(nameof(LimitOptions.InputsPerSecond)) ?? defaults.InputsPerSecond,
            InputBurst = Number(nameof(LimitOptions.InputBurst)) ?? defaults.InputBurst,
            StreamsPerCaller = Number(nameof(LimitOptions.StreamsPerCaller)) ?? defaults.StreamsPerCaller,
            CallsPerSecond = Number(nameof(LimitOptions.CallsPerSecond)) ?? defaults.CallsPerSecond,
            CallBurst = Number(nameof(LimitOptions.CallBurst)) ?? defaults.CallBurst,
            SessionsPerAthlete = Number(nameof(LimitOptions.SessionsPerAthlete)) ?? defaults.SessionsPerAthlete,
            SessionsPerGym = Number(nameof(LimitOptions.SessionsPerGym)) ?? defaults.SessionsPerGym,
            LiveSessions = Number(nameof(LimitOptions.LiveSessions)) ?? defaults.LiveSessions,
            SessionsBeginningAtOnce = Number(nameof(LimitOptions.SessionsBeginningAtOnce)) ?? defaults.SessionsBeginningAtOnce,
            PhoneStreams = Number(nameof(LimitOptions.PhoneStreams)),
            WatchStreams = Number(nameof(LimitOptions.WatchStreams)),
            FrameAge = Time(nameof(LimitOptions.FrameAge)) ?? defaults.FrameAge,
            CommitTime = Time(nameof(LimitOptions.CommitTime)) ?? defaults.CommitTime,
            ThreadWait = Time(nameof(LimitOptions.ThreadWait)) ?? defaults.ThreadWait,
            ThreadStrain = Time(nameof(LimitOptions.ThreadStrain)) ?? defaults.ThreadStrain,
            SessionsPerStrainedSecond = Number(nameof(LimitOptions.SessionsPerStrainedSecond)) ?? defaults.SessionsPerStrainedSecond,
            SessionsWithoutStrain = Number(nameof(LimitOptions.SessionsWithoutStrain)) ?? defaults.SessionsWithoutStrain,
            SecondsUntilOverloaded = Number(nameof(LimitOptions.SecondsUntilOverloaded)) ?? defaults.SecondsUntilOverloaded,
            SecondsUntilCalm = Number(nameof(LimitOptions.SecondsUntilCalm)) ?? defaults.SecondsUntilCalm,
            RetryAfter = Time(nameof(LimitOptions.RetryAfter)) ?? defaults.RetryAfter,
            SlowReader = Time(nameof(LimitOptions.SlowReader)) ?? defaults.SlowReader,
        };
        var sessions = new SessionLimits
        {
            RebuildsAtOnce = Number(nameof(SessionLimits.RebuildsAtOnce)) ?? sessionDefaults.RebuildsAtOnce,
            RebuildsWaiting = Number(nameof(SessionLimits.RebuildsWaiting)) ?? sessionDefaults.RebuildsWaiting,
            RebuildPatience = Time(nameof(SessionLimits.RebuildPatience)) ?? sessionDefaults.RebuildPatience,
            RebuildTime = Time(nameof(SessionLimits.RebuildTime)) ?? sessionDefaults.RebuildTime,
            RebuildRetryAfter = Time(nameof(SessionLimits.RebuildRetryAfter)) ?? sessionDefaults.RebuildRetryAfter,
            HeldFrameBytes = Whole<long>(nameof(SessionLimits.HeldFrameBytes)) ?? sessionDefaults.HeldFrameBytes,
        };
        foreach (var child in section.GetChildren().Where(c => !known.Contains(c.Key)))
            errors.Add($"there is no option '{Section}.{child.Key}'; there are {string.Join(", ", known)}");
        return (limits, sessions);

        TimeSpan? Time(string name) => Number(name) is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;

        int? Number(string name) => Whole<int>(name);

        T? Whole<T>(string name)
            where T : struct, IBinaryInteger<T>
        {
            known.Add(name);
            if (section[name] is not { Length: > 0 } text)
                return null;
            if (T.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                return number;
            errors.Add($"{Section}.{name} must be a number, not '{text}'");
            return null;
        }
    }
}
