using PersonalPT.Storage.PostgreSql;

namespace PersonalPT.Storage.Tests.PostgreSql;

public sealed class PostgreSqlStorageOptionsTests
{
    [Theory]
    [InlineData("Host=db;Database=gym")]
    [InlineData("Host=/var/run/postgresql;Database=gym;Username=ann;Password=secret;SSL Mode=Require")]
    public void A_place_and_a_database_are_enough(string connectionString) => Assert.Null(PostgreSqlStorageOptions.FindError(connectionString));

    [Theory]
    [InlineData(null, "must say where")]
    [InlineData(" ", "must say where")]
    [InlineData("Database=gym", "must name Host")]
    [InlineData("Host=db", "must name Database")]
    [InlineData("Host=db;Database=gym;Hots=secret", "not known")]
    [InlineData("Host=db;Database=gym;Port=secret", "write it such as")]
    [InlineData("postgres://ann:secret@db/gym", "write it such as")]
    public void What_is_wrong_is_named_and_no_secret_told(string? connectionString, string named)
    {
        var error = PostgreSqlStorageOptions.FindError(connectionString);

        Assert.Contains(named, error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error, StringComparison.Ordinal);
    }
}
