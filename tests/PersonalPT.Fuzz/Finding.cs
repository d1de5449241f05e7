using System.Security.Cryptography;

namespace PersonalPT.Fuzz;

/// <summary>A message that did what none may do.</summary>
/// <param name="Target">To which target.</param>
/// <param name="Message">The message.</param>
/// <param name="What">What it did.</param>
internal sealed record Finding(string Target, byte[] Message, string What)
{
    /// <summary>Writes the message to a file of the temporary folder, for replaying.</summary>
    /// <returns>The file.</returns>
    public string Save()
    {
        var file = Path.Combine(Path.GetTempPath(), $"personalpt-fuzz-{Convert.ToHexStringLower(SHA256.HashData(Message))[..16]}.bin");
        File.WriteAllBytes(file, Message);
        return file;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Target}: {What}{Environment.NewLine}  replay: dotnet run --project tests/PersonalPT.Fuzz -- {Target} {Save()}";
}
