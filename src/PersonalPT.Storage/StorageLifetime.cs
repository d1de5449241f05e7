using Microsoft.Extensions.Hosting;
using PersonalPT.Storage.Reading;
using PersonalPT.Storage.Writing;

namespace PersonalPT.Storage;

/// <summary>Opens the storage before any other service of the host starts and closes it after every other one has stopped.</summary>
internal sealed class StorageLifetime(IDatabase database, DatabaseWriter writer, DatabaseReader reader) : IStorage, IHostedLifecycleService, IAsyncDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private Task _warm = Task.CompletedTask;
    private bool _open;
    private bool _closed;

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(IStorage));
            if (_open)
                return;

            await Task.Run(database.Open, cancellationToken);
            writer.Start();
            reader.IsOpen = true;
            // Building and compiling the first query takes longer than everything else here: done while the rest of the server starts.
            _warm = Task.Run(reader.WarmUp, CancellationToken.None);
            _open = true;
        }
        finally
        {
            _one.Release();
        }
    }

    public async Task CloseAsync()
    {
        await _one.WaitAsync();
        try
        {
            if (_closed)
                return;

            _closed = true;
            await _warm;
            reader.IsOpen = false;
            if (_open)
                await writer.Stop();
        }
        finally
        {
            _one.Release();
        }
    }

    public Task ProbeAsync(CancellationToken cancellationToken) => reader.Probe(cancellationToken);

    public Task ProbeWritingAsync(CancellationToken cancellationToken) => writer.Probe(cancellationToken);

    public Task StartingAsync(CancellationToken cancellationToken) => OpenAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // What was queued is written even where the host runs out of patience: it was promised to somebody.
    public Task StoppedAsync(CancellationToken cancellationToken) => CloseAsync();

    public async ValueTask DisposeAsync() => await CloseAsync();
}
