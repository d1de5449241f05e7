namespace PersonalPT.Cli.Tests;

/// <summary>Tests that share one box with accounts; each has people and a configuration folder of its own.</summary>
[CollectionDefinition(Name)]
public sealed class LocalServerCollection : ICollectionFixture<LocalServer>
{
    public const string Name = "a box with accounts";
}
