namespace PersonalPT.Server.Tests.House;

/// <summary>A folder that goes with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("personalpt-server-test-").FullName;

    /// <summary>A database in it.</summary>
    public string DataFile => System.IO.Path.Combine(_path, "gym.db");

    /// <summary>The folder itself.</summary>
    public string Path => _path;

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
