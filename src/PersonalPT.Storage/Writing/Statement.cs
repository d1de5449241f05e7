using System.Data;
using System.Data.Common;

namespace PersonalPT.Storage.Writing;

/// <summary>One SQL text on one connection, kept, so that the database compiles it once: here. Parameters are @p0, @p1, ... in order.</summary>
internal sealed class Statement : IDisposable
{
    private readonly DbCommand _command;

    public Statement(DbConnection connection, string sql, params ReadOnlySpan<DbType> parameters)
    {
        _command = connection.CreateCommand();
#pragma warning disable CA2100 // Every text is a constant of this assembly; values travel as parameters.
        _command.CommandText = sql;
#pragma warning restore CA2100
        for (var i = 0; i < parameters.Length; i++)
        {
            var parameter = _command.CreateParameter();
            parameter.ParameterName = $"@p{i}";
            parameter.DbType = parameters[i];
            _command.Parameters.Add(parameter);
        }

        _command.Prepare();
    }

    /// <summary>The transaction that it takes part in.</summary>
    public DbTransaction? Transaction
    {
        set => _command.Transaction = value;
    }

    /// <returns>The number of rows that it changed.</returns>
    public int Execute(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        return _command.ExecuteNonQuery();
    }

    public DbDataReader Query(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        return _command.ExecuteReader();
    }

    public void Dispose() => _command.Dispose();

    private void Bind(ReadOnlySpan<object?> values)
    {
        if (values.Length != _command.Parameters.Count)
            throw new ArgumentException($"{_command.Parameters.Count} values are needed, not {values.Length}.", nameof(values));

        for (var i = 0; i < values.Length; i++)
            _command.Parameters[i].Value = values[i] ?? DBNull.Value;
    }
}
