using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Identity;
using PersonalPT.Contracts.Accounts;

namespace PersonalPT.Identity;

/// <summary>What is kept of a passkey. What a device says of its own make is not.</summary>
/// <param name="PublicKey">What signatures are checked against, a COSE key.</param>
/// <param name="SignCount">What the device's counter was last; 0: it has none.</param>
/// <param name="Transports">How browsers reach the device.</param>
/// <param name="IsUserVerified">Whether the device knew its owner when it was made.</param>
/// <param name="IsBackupEligible">Whether it can be on other devices of the owner's as well.</param>
/// <param name="IsBackedUp">Whether it was when it was used last.</param>
/// <param name="UsedMicros">When that was; null: never.</param>
/// <param name="ChallengeMicros">When the challenge was made that it answered last. It answers none of before any more.</param>
internal sealed record PasskeyContent(
    byte[] PublicKey, uint SignCount, IReadOnlyList<string> Transports, bool IsUserVerified, bool IsBackupEligible, bool IsBackedUp, long? UsedMicros, long ChallengeMicros)
{
    /// <summary>Of a passkey that was just made.</summary>
    public static PasskeyContent Of(UserPasskeyInfo info, long challengeMicros) =>
        new(info.PublicKey, info.SignCount, info.Transports ?? [], info.IsUserVerified, info.IsBackupEligible, info.IsBackedUp, UsedMicros: null, challengeMicros);

    /// <summary>What is kept of a passkey.</summary>
    public static PasskeyContent Read(Passkey passkey) => JsonSerializer.Deserialize(passkey.Content, PasskeyJson.Default.PasskeyContent)
        ?? throw new InvalidOperationException("A passkey without a content.");

    /// <summary>As it is stored.</summary>
    public string Write() => JsonSerializer.Serialize(this, PasskeyJson.Default.PasskeyContent);

    /// <summary>After it was used; null where it must not be: its challenge was answered before, or another copy of the device's key has been used since.</summary>
    /// <param name="info">What the device said.</param>
    /// <param name="challengeMicros">When the challenge was made.</param>
    /// <param name="nowMicros">Now.</param>
    public PasskeyContent? Use(UserPasskeyInfo info, long challengeMicros, long nowMicros) =>
        challengeMicros > ChallengeMicros && (info.SignCount > SignCount || (info.SignCount == 0 && SignCount == 0))
            ? this with { SignCount = info.SignCount, IsBackedUp = info.IsBackedUp, UsedMicros = nowMicros, ChallengeMicros = challengeMicros }
            : null;

    /// <summary>As ASP.NET Core Identity checks it.</summary>
    public UserPasskeyInfo ToInfo(byte[] credentialId, long createdMicros) => new(
        credentialId, PublicKey, DateTimeOffset.UnixEpoch.AddTicks(createdMicros * TimeSpan.TicksPerMicrosecond), SignCount, [.. Transports], IsUserVerified, IsBackupEligible, IsBackedUp,
        attestationObject: [], clientDataJson: []);
}

/// <summary>What is asked of a device, kept by the browser under the server's seal until it is answered.</summary>
/// <param name="IssuedMicros">When it was made.</param>
/// <param name="For">Whose attempt it is.</param>
/// <param name="State">What ASP.NET Core Identity wants back.</param>
internal sealed record PasskeyAttempt(long IssuedMicros, string For, string State);

[JsonSerializable(typeof(PasskeyContent))]
[JsonSerializable(typeof(PasskeyAttempt))]
internal sealed partial class PasskeyJson : JsonSerializerContext;
