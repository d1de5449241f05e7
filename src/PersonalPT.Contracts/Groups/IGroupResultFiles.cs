using PersonalPT.Contracts.Access;

namespace PersonalPT.Contracts.Groups;

/// <summary>A group's results as a file, for calls and pages alike.</summary>
public interface IGroupResultFiles
{
    /// <summary>The file, UTF-8: at most 200 participants of at most 50 rounds.</summary>
    /// <param name="results">The results.</param>
    /// <param name="reader">For whom: athletes' ids that he may not see are left out.</param>
    /// <param name="format">How it is written.</param>
    byte[] Write(GroupResults results, Member reader, GroupFileFormat format);
}

/// <summary>How results are written.</summary>
public enum GroupFileFormat
{
    /// <summary>One line a participant and round, with a header.</summary>
    Csv = 1,
    /// <summary>An array of objects with the names of the CSV's columns.</summary>
    Json = 2,
}
