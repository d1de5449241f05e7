using PersonalPT.Cli.Output;

namespace PersonalPT.Cli.Tests.Output;

public sealed class NewFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("personalpt-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_was_written_stands_in_the_file_and_its_size_is_given()
    {
        var file = Path.Combine(_folder, "a");
        Assert.Equal(3, await NewFile.WriteAsync(file, Write([1, 2, 3]), TestContext.Current.CancellationToken));
        Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_stood_there_stays_where_the_writing_breaks()
    {
        var file = Path.Combine(_folder, "a");
        await File.WriteAllTextAsync(file, "before", TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => NewFile.WriteAsync(file, (_, _) => throw new InvalidOperationException(), TestContext.Current.CancellationToken));
        Assert.Equal("before", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_named()
    {
        var file = Path.Combine(_folder, "no", "a");
        var failure = await Assert.ThrowsAsync<CommandFailedException>(() => NewFile.WriteAsync(file, Write([1]), TestContext.Current.CancellationToken));
        Assert.StartsWith(file, failure.Message, StringComparison.Ordinal);
    }

    private static Func<Stream, CancellationToken, Task> Write(byte[] bytes) => async (stream, cancellation) => await stream.WriteAsync(bytes, cancellation);
}
