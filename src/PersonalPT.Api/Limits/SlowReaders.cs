using System.Collections.Concurrent;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using PersonalPT.Api.Telemetry;

namespace PersonalPT.Api.Limits;

/// <summary>
/// Looks after those who do not read what they are sent. What waits for one is bounded (the connection's window, one message, the stream's queue); but it
/// must not wait for ever, so after a while the stream is cut. There is no room to tell the reader why: he finds his stream reset, and the log says it.
/// </summary>
internal sealed partial class SlowReaders : IDisposable
{
    private static readonly TimeSpan s_looksEvery = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<IReader, byte> _readers = new(ReferenceEqualityComparer.Instance);
    private readonly TimeProvider _time;
    private readonly TimeSpan _patience;
    private readonly ApiInstruments _instruments;
    private readonly ILogger<SlowReaders> _logger;
    private readonly ITimer _looks;

    public SlowReaders(ApiOptions options, TimeProvider time, ApiInstruments instruments, ILogger<SlowReaders> logger)
    {
        (_time, _patience, _instruments, _logger) = (time, options.Limits.SlowReader, instruments, logger);
        _looks = time.CreateTimer(_ => Look(), null, s_looksEvery, s_looksEvery);
    }

    private interface IReader
    {
        void CutAfter(TimeSpan patience);
    }

    /// <summary>Writes like the given writer, and is watched while it does.</summary>
    /// <param name="responses">The stream.</param>
    /// <param name="cut">Resets it.</param>
    public WatchedWriter<T> Watch<T>(IServerStreamWriter<T> responses, Action cut) => new(responses, cut, this);

    public void Dispose() => _looks.Dispose();

    private void Look()
    {
        foreach (var (reader, _) in _readers)
            reader.CutAfter(_patience);
    }

    /// <summary>A stream that is watched; disposing of it ends that.</summary>
    internal sealed class WatchedWriter<T> : IServerStreamWriter<T>, IReader, IDisposable
    {
        private readonly IServerStreamWriter<T> _responses;
        private readonly Action _cut;
        private readonly SlowReaders _slow;
        private long _since;

        public WatchedWriter(IServerStreamWriter<T> responses, Action cut, SlowReaders slow)
        {
            (_responses, _cut, _slow) = (responses, cut, slow);
            slow._readers.TryAdd(this, 0);
        }

        public WriteOptions? WriteOptions
        {
            get => _responses.WriteOptions;
            set => _responses.WriteOptions = value;
        }

        public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

        public Task WriteAsync(T message, CancellationToken cancellationToken)
        {
            // Not handed on: it would reset the stream, and the status that says why would never leave.
            if (cancellationToken.IsCancellationRequested)
                return Task.FromCanceled(cancellationToken);

            var writing = _responses.WriteAsync(message, cancellationToken);
            return writing.IsCompletedSuccessfully ? writing : Wait(writing);
        }

        void IReader.CutAfter(TimeSpan patience)
        {
            var since = Volatile.Read(ref _since);
            if (since == 0 || _slow._time.GetElapsedTime(since) < patience || Interlocked.CompareExchange(ref _since, 0, since) != since)
                return;

            _slow._instruments.Cut.Add(1);
            _slow.LogCut(patience.TotalSeconds);
            _cut();
        }

        public void Dispose() => _slow._readers.TryRemove(this, out _);

        private async Task Wait(Task writing)
        {
            Volatile.Write(ref _since, Math.Max(1, _slow._time.GetTimestamp()));
            try
            {
                await writing;
            }
            finally
            {
                Volatile.Write(ref _since, 0);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "A stream was cut: its reader has read nothing for {seconds} s.")]
    private partial void LogCut(double seconds);
}
