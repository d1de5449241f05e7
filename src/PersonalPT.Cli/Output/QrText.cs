using System.Text;
using QRCoder;

namespace PersonalPT.Cli.Output;

/// <summary>A QR code in a terminal: two rows of it a line. It brings its own light margin, so it is read on dark terminals.</summary>
internal static class QrText
{
    /// <summary>Draws it.</summary>
    public static IEnumerable<string> Draw(string text)
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.L);
        var rows = code.ModuleMatrix;
        for (var y = 0; y < rows.Count; y += 2)
        {
            var line = new StringBuilder();
            for (var x = 0; x < rows.Count; x++)
                line.Append((rows[y][x], y + 1 < rows.Count && rows[y + 1][x]) switch { (true, true) => ' ', (true, false) => '▄', (false, true) => '▀', _ => '█' });
            yield return line.ToString();
        }
    }
}
