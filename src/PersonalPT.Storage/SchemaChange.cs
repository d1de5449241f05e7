namespace PersonalPT.Storage;

/// <summary>How the tables of a database were, and are now.</summary>
/// <param name="Place">The database, in words.</param>
/// <param name="From">The newest migration that had been applied; null: there were no tables.</param>
/// <param name="To">The newest migration now.</param>
public sealed record SchemaChange(string Place, string? From, string To);
