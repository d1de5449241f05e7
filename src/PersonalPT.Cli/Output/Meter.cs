namespace PersonalPT.Cli.Output;

/// <summary>A bar of text.</summary>
internal static class Meter
{
    /// <param name="value">0 to 1; anything beyond is cut.</param>
    /// <param name="width">Characters.</param>
    /// <param name="unicode">Whether the screen can show block characters.</param>
    public static string Bar(float value, int width, bool unicode)
    {
        var filled = float.IsFinite(value) ? (int)Math.Round(Math.Clamp(value, 0, 1) * width) : 0;
        return new string(unicode ? '█' : '#', filled) + new string(unicode ? '░' : '.', width - filled);
    }
}
