namespace PersonalPT.Storage;

/// <summary>A database's file that was written and checked: a backup, or the database that was restored from one.</summary>
/// <param name="File">The file.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Version">The newest migration of its tables.</param>
public sealed record BackupFile(string File, long Bytes, string Version);
