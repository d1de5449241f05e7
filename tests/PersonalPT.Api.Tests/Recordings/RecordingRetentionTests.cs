using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PersonalPT.Api.Recordings;
using PersonalPT.Api.Tests.House;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Api.Tests.Recordings;

public sealed class RecordingRetentionTests
{
    private static readonly TimeSpan s_kept = TimeSpan.FromDays(30);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 5, 18, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task What_is_older_than_it_is_to_be_kept_goes_at_the_start_and_every_hour_until_nothing_is_left()
    {
        var log = new Log(100, 100, 3, 0);
        using var retention = new RecordingRetention(log, new ApiOptions { RecordingRetention = s_kept }, _time, NullLogger<RecordingRetention>.Instance);
        await retention.StartAsync(TestContext.Current.CancellationToken);

        var start = _time.UtcMicros() - (long)s_kept.TotalMicroseconds;
        for (var i = 0; i < 3; i++)
            Assert.Equal(start, await log.Next());
        // The hour's timer begins with the sweep's end; it is wound on until the sweep comes.
        var next = log.Next();
        while (!next.IsCompleted)
        {
            _time.Advance(TimeSpan.FromHours(1));
            await Task.Yield();
        }

        Assert.True(await next >= start + (long)TimeSpan.FromHours(1).TotalMicroseconds);
        await retention.StopAsync(TestContext.Current.CancellationToken);
    }

    private sealed class Log(params IReadOnlyList<int> dropped) : IRecordingStore
    {
        private readonly Channel<long> _asked = Channel.CreateUnbounded<long>();
        private int _calls;

        public Task<long> Next() => _asked.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().Soon();

        public Task<int> Drop(long beforeMicros, int limit, CancellationToken cancellationToken)
        {
            _asked.Writer.TryWrite(beforeMicros);
            return Task.FromResult(_calls < dropped.Count ? dropped[_calls++] : 0);
        }

        public Task<IReadOnlyList<bool>> Add(IReadOnlyList<NewChunk> chunks, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<StoredRecording?> Find(SessionKey session, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<StoredRecording>> OfAthlete(
            string gymId, string athleteId, HistoryPosition? before, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<byte[]?> Content(SessionKey session, ChunkSpan chunk, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> Delete(SessionKey session, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
