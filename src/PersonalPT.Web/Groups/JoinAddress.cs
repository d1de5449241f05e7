using System.Collections;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using QRCoder;

namespace PersonalPT.Web.Groups;

/// <summary>Where people join: the site as whoever looks has reached it.</summary>
/// <param name="Site">Scheme, name and port, without a slash at the end.</param>
public sealed record JoinAddress(string Site)
{
    /// <summary>What somebody types into a browser.</summary>
    public string ForPeople => $"{Site[(Site.IndexOf("//", StringComparison.Ordinal) + 2)..]}/join";

    internal static JoinAddress Of(HttpRequest request) => new($"{request.Scheme}://{request.Host}");

    /// <summary>The QR code that leads to a group, as the path of an SVG and the length of its sides; a rim of four modules is part of it.</summary>
    /// <param name="code">What people join by.</param>
    public (string Path, int Side) Qr(string code)
    {
        using var qr = QRCodeGenerator.GenerateQrCode($"{Site}/join/{code}", QRCodeGenerator.ECCLevel.M);
        var rows = qr.ModuleMatrix;
        var path = new StringBuilder();
        for (var y = 0; y < rows.Count; y++)
            Append(path, rows[y], y);
        return (path.ToString(), rows.Count);
    }

    // One rectangle for each run of dark modules.
    private static void Append(StringBuilder path, BitArray row, int y)
    {
        for (var x = 0; x < row.Length; x++)
        {
            if (!row[x])
                continue;
            var from = x;
            while (x < row.Length && row[x])
                x++;
            path.Append(CultureInfo.InvariantCulture, $"M{from} {y}h{x - from}v1h-{x - from}z");
        }
    }
}
