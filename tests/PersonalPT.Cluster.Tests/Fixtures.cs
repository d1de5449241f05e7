using PersonalPT.Testing.PostgreSql;

// One PostgreSQL for all tests, made when the first of them needs it.
[assembly: AssemblyFixture(typeof(PostgreSqlCluster))]
