using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using PersonalPT.Contracts.Storage;
using PersonalPT.Contracts.Telemetry;
using PersonalPT.Storage.Telemetry;

namespace PersonalPT.Storage.Writing;

/// <summary>
/// Writes everything, on one thread of its own, over the only connection that can. What queued up while one group was being committed is the next
/// group, so that under load many sessions share one flush to the disk and without load nobody waits for a timer.
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
    private WriterConnection? _connection;
    private volatile bool _started;

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
        return _stopped.Task;
    }

    /// <summary>Queues work and waits until it is durable. Cancelling stops the waiting; work that is queued by then is still done.</summary>
    /// <param name="work">What to do; runs on the writer's thread, inside a transaction, and must not begin or end one.</param>
    /// <param name="alone">Whether it gets a transaction of its own.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <exception cref="JournalException">It could not be written; nothing of it is there.</exception>
    public async Task<T> Write<T>(Func<WriterConnection, T> work, bool alone, CancellationToken cancellationToken)
    {
        if (!_started)
            throw new JournalException("The storage is not open.");

        var request = new WriteRequest<T>(work) { Alone = alone };
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
        using var span = StartSpan(group);
        var started = _time.GetTimestamp();
        try
        {
            _connection ??= new WriterConnection(_database);
            _connection.Begin();
            foreach (var request in group)
                _connection.Attempt(request);

            _connection.Commit();
        }
        catch (Exception failure)
        {
            // Whatever it was, it must not end the thread: the next group is tried afresh, over a new connection.
            _connection?.Dispose();
            _connection = null;
            _instruments.CommitFailed();
            span?.SetStatus(ActivityStatusCode.Error, failure.Message);
            LogCommitFailed(failure, group.Count);
            foreach (var request in group)
                request.Fail(new JournalException($"The journal could not write: {failure.Message}", failure));

            return;
        }

        _instruments.Committed(_time.GetElapsedTime(started), group.Count);
        foreach (var request in group)
            request.Complete();
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

    [LoggerMessage(Level = LogLevel.Error, Message = "A commit of {Requests} requests failed; nothing of it was written.")]
    private partial void LogCommitFailed(Exception failure, int requests);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database could not be closed tidily; nothing is lost, the next start cleans up.")]
    private partial void LogCloseFailed(Exception failure);
}
