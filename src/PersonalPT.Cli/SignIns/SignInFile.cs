using System.Text.Json.Serialization;

namespace PersonalPT.Cli.SignIns;

/// <summary>All sign-ins as they stand in the file.</summary>
/// <param name="SignIns">One for each server's address.</param>
internal sealed record SignInFile(IReadOnlyList<SignInEntry> SignIns);

/// <summary>One of them.</summary>
internal sealed record SignInEntry(
    Uri Server, string? CertificateFingerprint, string Gym, string User, string Role, string Device, string AccessToken, long ExpiresTimeUs, string RefreshToken)
{
    /// <summary>Which: the rest is not to be printed.</summary>
    public override string ToString() => $"{User} at {Server}";
}

/// <summary>How they are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SignInFile))]
internal sealed partial class SignInJson : JsonSerializerContext;
