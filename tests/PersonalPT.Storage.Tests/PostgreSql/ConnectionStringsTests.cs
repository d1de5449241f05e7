using Npgsql;
using PersonalPT.Storage.PostgreSql;

namespace PersonalPT.Storage.Tests.PostgreSql;

public sealed class ConnectionStringsTests
{
    [Fact]
    public void What_the_operator_says_stays()
    {
        const string Said = "Host=db;Pooling=true;Max Auto Prepare=0;Auto Prepare Min Usages=7;Timeout=9;Command Timeout=11;TCP Keepalive=false;Application Name=gym";

        foreach (var text in new[] { ConnectionStrings.ForWriting(Said), ConnectionStrings.ForReading(Said) })
        {
            var parts = new NpgsqlConnectionStringBuilder(text);
            Assert.Equal((true, 0, 7), (parts.Pooling, parts.MaxAutoPrepare, parts.AutoPrepareMinUsages));
            Assert.Equal((9, 11, false, "gym"), (parts.Timeout, parts.CommandTimeout, parts.TcpKeepAlive, parts.ApplicationName));
        }
    }

    [Theory]
    [InlineData("Host=db;MaxAutoPrepare=3;AutoPrepareMinUsages=4;CommandTimeout=5")]
    [InlineData("Host=db;max auto prepare=3;AUTO PREPARE MIN USAGES=4;command timeout=5")]
    public void However_it_is_spelt(string said)
    {
        var parts = new NpgsqlConnectionStringBuilder(ConnectionStrings.ForWriting(said));

        Assert.Equal((3, 4, 5), (parts.MaxAutoPrepare, parts.AutoPrepareMinUsages, parts.CommandTimeout));
    }

    [Fact]
    public void Where_he_says_nothing_the_writer_keeps_one_connection_and_its_compiled_statements()
    {
        var parts = new NpgsqlConnectionStringBuilder(ConnectionStrings.ForWriting("Host=db"));

        Assert.Equal((false, 32, 2), (parts.Pooling, parts.MaxAutoPrepare, parts.AutoPrepareMinUsages));
        Assert.Equal((5, 10, true, "PersonalPT"), (parts.Timeout, parts.CommandTimeout, parts.TcpKeepAlive, parts.ApplicationName));
    }
}
