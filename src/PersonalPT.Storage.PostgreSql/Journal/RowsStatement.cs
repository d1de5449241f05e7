using Npgsql;
using NpgsqlTypes;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Storage.PostgreSql.Journal;

/// <summary>A statement over rows that come as one array a column.</summary>
internal abstract class RowsStatement
{
    /// <summary>The statement, for a batch.</summary>
    public abstract NpgsqlBatchCommand Command { get; }

    /// <summary>A column, from what a row is made of.</summary>
    public static RowsColumn<TRow> Column<TRow, TValue>(Func<TRow, TValue> value) => new RowsColumn<TRow, TValue>(value);

    /// <summary>Forgets the rows.</summary>
    public abstract void Clear();

    /// <summary>Gives the rows to the statement.</summary>
    /// <returns>Whether there are any.</returns>
    public abstract bool Bind();
}

/// <inheritdoc/>
internal sealed class RowsStatement<TRow> : RowsStatement
{
    private readonly RowsColumn<(JournalAppend By, TRow Row)>[] _owner =
    [
        Column(((JournalAppend By, TRow) row) => row.By.Session.GymId),
        Column(((JournalAppend By, TRow) row) => row.By.Session.SessionId),
        Column(((JournalAppend By, TRow) row) => row.By.Epoch),
        Column(((JournalAppend By, TRow) row) => row.By.LastEventSeq + row.By.Events.Count),
    ];

    private readonly RowsColumn<TRow>[] _columns;
    private readonly List<(JournalAppend By, TRow Row)> _owned = [];
    private readonly List<TRow> _rows = [];

    public RowsStatement(string sql, params RowsColumn<TRow>[] columns)
    {
        _columns = columns;
        Command = new NpgsqlBatchCommand(sql);
        foreach (var type in _owner.Select(column => column.Type).Concat(columns.Select(column => column.Type)))
            Command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | type });
    }

    public override NpgsqlBatchCommand Command { get; }

    public void Add(JournalAppend by, TRow row)
    {
        _owned.Add((by, row));
        _rows.Add(row);
    }

    public override void Clear()
    {
        _owned.Clear();
        _rows.Clear();
    }

    public override bool Bind()
    {
        for (var i = 0; i < _owner.Length; i++)
            Command.Parameters[i].Value = _owner[i].Values(_owned);
        for (var i = 0; i < _columns.Length; i++)
            Command.Parameters[_owner.Length + i].Value = _columns[i].Values(_rows);
        return _rows.Count > 0;
    }
}

/// <summary>A column of rows.</summary>
internal abstract class RowsColumn<TRow>
{
    /// <summary>What PostgreSQL calls a value of it.</summary>
    public abstract NpgsqlDbType Type { get; }

    /// <summary>The column of these rows, as an array.</summary>
    public abstract Array Values(List<TRow> rows);
}

/// <inheritdoc/>
internal sealed class RowsColumn<TRow, TValue>(Func<TRow, TValue> value) : RowsColumn<TRow>
{
    private readonly Converter<TRow, TValue> _value = row => value(row);

    public override NpgsqlDbType Type { get; } =
        typeof(TValue) == typeof(string) ? NpgsqlDbType.Text
        : typeof(TValue) == typeof(int) || typeof(TValue) == typeof(int?) ? NpgsqlDbType.Integer
        : typeof(TValue) == typeof(float?) ? NpgsqlDbType.Real
        : NpgsqlDbType.Bigint;

    public override Array Values(List<TRow> rows) => rows.ConvertAll(_value).ToArray();
}
