namespace PersonalPT.Cli.Tests;

/// <summary>Tests that share one running server; each keeps to names of its own.</summary>
[CollectionDefinition(Name)]
public sealed class ServerCollection : ICollectionFixture<RunningServer>
{
    public const string Name = "a running server";
}
