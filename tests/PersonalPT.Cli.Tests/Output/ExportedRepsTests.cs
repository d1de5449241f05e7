using System.Text;
using PersonalPT.Cli.Output;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Cli.Tests.Output;

public sealed class ExportedRepsTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("a,b\r\n", 0)]
    [InlineData("a,b\r\n1,2\r\n3,4\r\n", 2)]
    [InlineData("a,b\n1,\"x\ny\"\n", 1)]
    public Task Lines_of_csv_are_counted_without_the_header(string text, long expected) => CountAsync(text, ExportFormat.Csv, expected);

    [Theory]
    [InlineData("[]", 0)]
    [InlineData("""[{"a":"{"},{"a":"},{"}]""", 2)]
    public Task Objects_of_json_are_counted(string text, long expected) => CountAsync(text, ExportFormat.Json, expected);

    private static async Task CountAsync(string text, ExportFormat format, long expected)
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(text));
        file.Position = file.Length;
        Assert.Equal(expected, await ExportedReps.CountAsync(file, format, TestContext.Current.CancellationToken));
    }
}
