using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace PersonalPT.Storage.Tests;

public sealed class DatabaseFailureTests
{
    private static readonly SqliteException _said = new("disk I/O error", 10);

    [Fact]
    public void What_the_database_said_is_known_through_what_wraps_it()
    {
        Assert.True(DatabaseFailure.Is(_said));
        Assert.True(DatabaseFailure.Is(new DbUpdateException("see inside", _said)));
        Assert.True(DatabaseFailure.Is(new InvalidOperationException("likely transient", new DbUpdateException("see inside", _said))));
    }

    [Fact]
    public void A_mistake_of_the_program_is_not_the_databases() => Assert.False(DatabaseFailure.Is(new InvalidOperationException("odd", new ArgumentException("odder"))));
}
