using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace PersonalPT.Api.Tests.House;

/// <summary>Keeps what a server logs as an error, so that a test can fail on it.</summary>
internal sealed class ErrorLog : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _errors = new();

    /// <summary>A test fails at its end if the server has logged an error by then.</summary>
    public IDisposable MustStayEmpty() => new Watch(_errors, _errors.Count);

    public ILogger CreateLogger(string categoryName) => new CategoryLog(categoryName, _errors);

    public void Dispose()
    {
    }

    private sealed class Watch(ConcurrentQueue<string> errors, int known) : IDisposable
    {
        public void Dispose() => Assert.Empty(errors.Skip(known));
    }

    private sealed class CategoryLog(string category, ConcurrentQueue<string> errors) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                errors.Enqueue($"{category}: {formatter(state, exception)} {exception}");
        }
    }
}
