using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Groups;

namespace PersonalPT.Api.Access;

/// <summary>
/// Tokens of guests: who it is, of which group, until when, protected with the server's own keys, so nothing is stored. A token outlives neither its day nor its
/// group, whichever is over first.
/// </summary>
internal sealed class GuestTokens(IDataProtectionProvider protection, TimeProvider time)
{
    /// <summary>What every guest's token begins with.</summary>
    public const string Prefix = "guest.";

    private static readonly TimeSpan s_lasts = TimeSpan.FromHours(24);

    private readonly IDataProtector _protector = protection.CreateProtector("PersonalPT.GuestTokens.v1");

    /// <summary>So long after the group's end its guests may still bring what their phones hold, and look at the results.</summary>
    public static TimeSpan AfterGroup { get; } = TimeSpan.FromMinutes(15);

    /// <summary>The guest of a group whom a phone's own secret names: always the same, and nobody gets from the guest's name to the secret.</summary>
    public static Member Name(GroupKey group, Guid joinId)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{group}/{joinId}"));
        return Member.GuestOf(group.GymId, group.GroupId, new Guid(hash.AsSpan(0, 16)));
    }

    /// <summary>A token, and until when it is good at most.</summary>
    public (string Token, long UntilMicros) Give(Member guest)
    {
        var until = time.UtcMicros() + (long)s_lasts.TotalMicroseconds;
        var content = string.Create(CultureInfo.InvariantCulture, $"{guest.GymId}/{guest.GroupId}/{guest.UserId}/{until}");
        return (Prefix + WebEncoders.Base64UrlEncode(_protector.Protect(Encoding.UTF8.GetBytes(content))), until);
    }

    /// <summary>Whom a token names; null where it is none of this server, or out of date.</summary>
    public Member? Read(string token)
    {
        try
        {
            var content = Encoding.UTF8.GetString(_protector.Unprotect(WebEncoders.Base64UrlDecode(token[Prefix.Length..])));
            return content.Split('/') is [var gym, var group, var user, var until] && long.Parse(until, CultureInfo.InvariantCulture) > time.UtcMicros()
                ? new Member(gym, Role.Guest, user) { GroupId = group }
                : null;
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            return null;
        }
    }
}
