using System.Text.RegularExpressions;
using PersonalPT.Web.Groups;
using QRCoder;

namespace PersonalPT.Web.Tests.Groups;

public sealed partial class JoinAddressTests
{
    private static readonly JoinAddress s_address = new("https://gym.example:8443");

    [Fact]
    public void The_path_draws_every_dark_module_and_no_light_one()
    {
        using var wanted = QRCodeGenerator.GenerateQrCode("https://gym.example:8443/join/F7J2QX", QRCodeGenerator.ECCLevel.M);

        var (path, side) = s_address.Qr("F7J2QX");

        Assert.Equal(wanted.ModuleMatrix.Count, side);
        var drawn = new bool[side, side];
        foreach (Match run in Run().Matches(path))
        {
            var (x, y, length) = (int.Parse(run.Groups[1].Value, null), int.Parse(run.Groups[2].Value, null), int.Parse(run.Groups[3].Value, null));
            for (var i = 0; i < length; i++)
                drawn[y, x + i] = true;
        }

        Assert.Equal(path, string.Concat(Run().Matches(path).Select(m => m.Value)));
        for (var y = 0; y < side; y++)
            Assert.Equal(Enumerable.Range(0, side).Select(x => wanted.ModuleMatrix[y][x]), Enumerable.Range(0, side).Select(x => drawn[y, x]));
        // A rim of four light modules, or no camera finds it.
        Assert.DoesNotContain(Enumerable.Range(0, side), i => drawn[3, i] || drawn[i, 3] || drawn[side - 4, i] || drawn[i, side - 4]);
    }

    [Fact]
    public void People_type_it_without_its_scheme() => Assert.Equal("gym.example:8443/join", s_address.ForPeople);

    [GeneratedRegex(@"M(\d+) (\d+)h(\d+)v1h-\3z")]
    private static partial Regex Run();
}
