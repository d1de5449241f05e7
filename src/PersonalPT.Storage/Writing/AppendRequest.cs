using PersonalPT.Contracts.Storage;

namespace PersonalPT.Storage.Writing;

/// <summary>An append, whose statements can be those of other sessions' appends as well.</summary>
internal sealed class AppendRequest(JournalAppend append) : WriteRequest<AppendOutcome>(connection => connection.Journal.Append(append))
{
    public JournalAppend Append { get; } = append;

    /// <summary>It was done together with others, and came to this.</summary>
    public void Done(AppendOutcome outcome) => Settle(outcome);
}
