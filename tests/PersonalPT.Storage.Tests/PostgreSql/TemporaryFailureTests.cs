using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using PersonalPT.Storage.PostgreSql;

namespace PersonalPT.Storage.Tests.PostgreSql;

public sealed class TemporaryFailureTests
{
    [Theory]
    [InlineData(PostgresErrorCodes.AdminShutdown, true)]
    [InlineData(PostgresErrorCodes.CrashShutdown, true)]
    [InlineData(PostgresErrorCodes.CannotConnectNow, true)]
    [InlineData(PostgresErrorCodes.DeadlockDetected, true)]
    [InlineData(PostgresErrorCodes.ReadOnlySqlTransaction, true)]
    [InlineData(PostgresErrorCodes.ConnectionFailure, true)]
    [InlineData(PostgresErrorCodes.UniqueViolation, false)]
    [InlineData(PostgresErrorCodes.LockNotAvailable, false)]
    [InlineData(PostgresErrorCodes.DiskFull, false)]
    [InlineData(PostgresErrorCodes.QueryCanceled, false)]
    [InlineData(PostgresErrorCodes.InvalidPassword, false)]
    public void What_PostgreSQL_says_passes_or_does_not_also_where_it_is_wrapped(string sqlState, bool passes)
    {
        var told = new PostgresException("said", "ERROR", "ERROR", sqlState);

        Assert.Equal(passes, TemporaryFailure.Is(told));
        Assert.Equal(passes, TemporaryFailure.Is(new InvalidOperationException("likely transient", new DbUpdateException("see inside", told))));
    }

    [Fact]
    public void A_broken_connection_passes()
    {
        Assert.True(TemporaryFailure.Is(new NpgsqlException("broken", new IOException("reset by peer"))));
        Assert.True(TemporaryFailure.Is(new NpgsqlException("away", new SocketException((int)SocketError.ConnectionRefused))));
        Assert.True(TemporaryFailure.Is(new NpgsqlException("silent", new TimeoutException())));
    }

    [Fact]
    public void What_does_not_come_from_PostgreSQL_does_not_pass()
    {
        Assert.False(TemporaryFailure.Is(new IOException("the disk fails")));
        Assert.False(TemporaryFailure.Is(new InvalidOperationException("a mistake")));
        Assert.False(TemporaryFailure.Is(null));
    }
}
