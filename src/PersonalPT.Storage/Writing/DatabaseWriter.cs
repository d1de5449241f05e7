using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Contracts.Telemetry;
using PersonalPT.Storage.Telemetry;

namespace PersonalPT.Storage.Writing;

/// <summary>
/// Writes everything, on one thread of its own, over the only connection of this server that can. What queued up while one group was being committed
/// is the next group, so that under load many sessions share one flush to the disk and without load nobody waits for a timer. A group that met a passing
/// failure is done again as a whole, also where nobody knows whether it was committed: all work may be done again.
/// </summary>
internal sealed partial class DatabaseWriter
{
    private readonly IDatabase _database;
    private readonly WriterLimits _limits;
    private readonly StorageInstruments _instruments;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<WriteRequest> _queue;
    private readonly Thread _thread;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _asking = new();
    private WriterConnection? _connection;
    private bool _lost;
    private Task _sign = Task.CompletedTask;
    private long _requests;
    private volatile bool _started;
    private volatile bool _failing;

    public DatabaseWriter(IDatabase database, WriterLimits limits, StorageInstruments instruments, TimeProvider time, ILogger<DatabaseWriter> logger)
    {
        _database = database;
        _limits = limits;
        _instruments = instruments;
        _time = time;
        _logger = logger;
        // Full: callers wait. Nothing may be dropped, and a queue that grows would only hide that the disk is too slow.
        _queue = Channel.CreateBounded<WriteRequest>(
            new BoundedChannelOptions(limits.QueueCapacity) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });
        _thread = new Thread(Run) { Name = "PersonalPT database writer", IsBackground = true };
    }

    /// <summary>Starts the thread. Before that, nothing is taken.</summary>
    public void Start()
    {
        _thread.UnsafeStart();
        _started = true;
    }

    /// <summary>Takes no more requests, writes those that it took, and closes the database.</summary>
    public Task Stop()
    {
        _queue.Writer.TryComplete();
        _stopping.TrySetResult();
        return _stopped.Task;
    }

    /// <summary>Queues work and waits until it is durable. Cancelling stops the waiting; work that is queued by then is still done.</summary>
    /// <param name="work">
    /// What to do; runs on the writer's thread, inside a transaction, and must not begin or end one. May be done again after a failure, even where the
    /// first time was committed.
    /// </param>
    /// <param name="alone">Whether it gets a transaction of its own.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <exception cref="JournalException">It could not be written.</exception>
    public Task<T> Write<T>(Func<WriterConnection, T> work, bool alone, CancellationToken cancellationToken) =>
        Write(new WriteRequest<T>(work) { Alone = alone }, cancellationToken);

    /// <summary>The same for work on one session, which shares a transaction with that on others.</summary>
    /// <param name="session">The session.</param>
    /// <param name="work">What to do.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <exception cref="JournalException">It could not be written.</exception>
    public Task<T> Write<T>(SessionKey session, Func<WriterConnection, T> work, CancellationToken cancellationToken) =>
        Write(new WriteRequest<T>(work) { Alone = false, Session = session }, cancellationToken);

    /// <summary>The same for an append, which may share its statements, too, with those of other sessions.</summary>
    /// <param name="append">What is to be written.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <exception cref="JournalException">It could not be written.</exception>
    public Task<AppendOutcome> Write(JournalAppend append, CancellationToken cancellationToken) =>
        Write(new AppendRequest(append) { Alone = false, Session = append.Session }, cancellationToken);

    /// <summary>
    /// Where the last commit succeeded, or none was tried yet, nothing. Otherwise a small write shows whether it is better now: one at a time, however many
    /// ask, so that a server to which nothing comes because it is not ready becomes ready again.
    /// </summary>
    /// <exception cref="JournalException">It could not be written.</exception>
    public async Task Probe(CancellationToken cancellationToken)
    {
        if (!_failing)
            return;

        Task sign;
        lock (_asking)
        {
            if (_sign.IsCompleted)
                _sign = Write(SignOfLife, alone: true, CancellationToken.None);
            sign = _sign;
        }

        await sign.WaitAsync(cancellationToken);
    }

    private async Task<T> Write<T>(WriteRequest<T> request, CancellationToken cancellationToken)
    {
        if (!_started)
            throw new JournalException("The storage is not open.");

        request.Number = Interlocked.Increment(ref _requests);
        try
        {
            await _queue.Writer.WriteAsync(request, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw new JournalException("The storage is closed.");
        }

        return await request.Outcome.WaitAsync(cancellationToken);
    }

    // A row is written as it is: a database that only reads, or whose disk is full, refuses it.
    private static int SignOfLife(WriterConnection connection)
    {
        using var context = connection.Context();
        return context.Database.ExecuteSqlRaw("UPDATE gyms SET created_micros = created_micros WHERE gym_id = (SELECT min(gym_id) FROM gyms)");
    }

    private void Run()
    {
        var group = new List<WriteRequest>(_limits.LargestGroup);
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            Gather(group);
            CommitTogether(group);
            group.Clear();
        }

        Close();
    }

    private void Gather(List<WriteRequest> group)
    {
        while (group.Count < _limits.LargestGroup && _queue.Reader.TryPeek(out var next))
        {
            if (next.Alone && group.Count > 0)
                return;

            _queue.Reader.TryRead(out _);
            group.Add(next);
            if (next.Alone)
                return;
        }
    }

    private void CommitTogether(List<WriteRequest> group)
    {
        // Servers that share sessions for a moment take their rows in the same order, so that none waits for the other in a circle.
        if (group.Count > 1)
            group.Sort(WriteRequest.InOrderOfRows);

        using var span = StartSpan(group);
        Patience? patience = null;
        TimeSpan? took = null;
        while (took is null)
        {
            var isOldConnection = _connection is not null;
            try
            {
                took = CommitOnce(group);
                _lost = false;
                _failing = false;
            }
            catch (Exception failure)
            {
                // Whatever it was, it must not end the thread: it is tried afresh, over a new connection.
                _connection?.Dispose();
                _connection = null;
                // An old connection may have been broken long since: that says nothing of the database.
                if (_database.IsTemporary(failure) && (isOldConnection || Wait(patience ??= new Patience(_limits.Patience, _time))))
                {
                    LogTriedAgain(group.Count, failure.GetBaseException().Message);
                    continue;
                }

                _failing = true;
                _instruments.CommitFailed();
                span?.SetStatus(ActivityStatusCode.Error, failure.Message);
                LogCommitFailed(failure, group.Count);
                foreach (var request in group)
                    request.Fail(new JournalException($"The journal could not write: {failure.GetBaseException().Message}", failure));

                return;
            }
        }

        _instruments.Committed(took.Value, group.Count);
        foreach (var request in group)
            request.Complete();
    }

    private TimeSpan CommitOnce(List<WriteRequest> group)
    {
        var started = _time.GetTimestamp();
        _connection ??= new WriterConnection(_database);
        _connection.Begin(group[0].Alone);
        _connection.Attempt(group);
        _connection.Commit();
        return _time.GetElapsedTime(started);
    }

    // Once a group has waited in vain, those behind it get one attempt each until the database is back; so do all when the server stops.
    private bool Wait(Patience patience)
    {
        if (_lost || _stopping.Task.IsCompleted)
            return false;

        if (patience.Pause() is not { } pause)
        {
            _lost = true;
            return false;
        }

        Task.WhenAny(Task.Delay(pause, _time), _stopping.Task).GetAwaiter().GetResult();
        return true;
    }

    private static Activity? StartSpan(List<WriteRequest> group)
    {
        if (!PersonalPTTelemetry.Source.HasListeners())
            return null;

        // One span for many callers: none of them is its parent, all of them are linked.
        var callers = group.Where(request => request.Caller != default).Select(request => new ActivityLink(request.Caller));
        var span = PersonalPTTelemetry.Source.StartActivity("journal commit", ActivityKind.Internal, default(ActivityContext), links: callers);
        span?.SetTag("personalpt.commit.size", group.Count);
        return span;
    }

    private void Close()
    {
        try
        {
            _connection?.Release();
            _database.Close(_connection?.Connection);
        }
        catch (Exception failure)
        {
            // Everything acknowledged is durable already; closing only tidies up.
            LogCloseFailed(failure);
        }

        _stopped.SetResult();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A commit of {Requests} requests is tried again: {Reason}")]
    private partial void LogTriedAgain(int requests, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A commit of {Requests} requests failed; whoever waited for it is told.")]
    private partial void LogCommitFailed(Exception failure, int requests);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database could not be closed tidily; nothing is lost, the next start cleans up.")]
    private partial void LogCloseFailed(Exception failure);
}
