using BenchmarkDotNet.Attributes;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Benchmarks.Storage;

/// <summary>One rep into the journal, durable when it returns: alone, and with other sessions that share a commit.</summary>
public class SessionJournalBenchmarks
{
    private const int Together = 64;

    private RunningServer? _server;
    private IJournal? _journal;
    private RepWriter[] _writers = [];

    [GlobalSetup]
    public async Task Setup()
    {
        _server = await RunningServer.StartAsync();
        _journal = _server.Get<IJournal>();
        _writers = await Task.WhenAll(Enumerable.Range(0, Together).Select(_ => RepWriter.Open(_journal)));
    }

    [GlobalCleanup]
    public async Task Cleanup() => await _server!.DisposeAsync();

    [Benchmark(Description = "Journal append, one session")]
    public Task Alone() => _writers[0].AppendRep();

    [Benchmark(Description = "Journal append, 64 sessions at once", OperationsPerInvoke = Together)]
    public Task Shared() => Task.WhenAll(_writers.Select(w => w.AppendRep()));
}
