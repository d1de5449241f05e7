using System.Data.Common;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Storage.Journal;

/// <summary>Writes the appends of many sessions by the same few statements, for a database to which every statement is a journey.</summary>
internal interface IJointAppends : IDisposable
{
    /// <summary>
    /// Writes each append whole where its claim and its idea of the newest event are right, and nothing of it where they are not. Rows of sessions are
    /// taken in the order of the appends.
    /// </summary>
    /// <param name="transaction">The writer's transaction.</param>
    /// <param name="appends">At most one a session.</param>
    /// <returns>For each whether it was written. One that was not is fenced, or was written before.</returns>
    /// <exception cref="JointAppendException">One of them failed: nothing is written, and the transaction can only be undone.</exception>
    IReadOnlyList<bool> Write(DbTransaction transaction, IReadOnlyList<JournalAppend> appends);
}
