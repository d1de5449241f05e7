using Microsoft.Extensions.Time.Testing;
using PersonalPT.Cli.Connection;
using PersonalPT.Client;

namespace PersonalPT.Cli.Tests.Connection;

public sealed class LostConnectionTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _said = [];
    private readonly LostConnection _lost;

    public LostConnectionTests() => _lost = new LostConnection(new Uri("http://localhost:7"), _time, _said.Add);

    [Fact]
    public void A_server_that_stays_away_is_told_once_within_two_seconds_and_so_is_its_return()
    {
        for (var i = 0; i <= 20; i++)
        {
            _lost.Look(i % 2 == 0 ? ConnectionState.Waiting : ConnectionState.Connecting, recordingIsOver: false);
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.Equal(["no server answers at http://localhost:7; trying again (Ctrl+C ends)"], _said);
        _lost.Look(ConnectionState.Connected, recordingIsOver: false);
        _lost.Look(ConnectionState.Connected, recordingIsOver: false);
        Assert.Equal(2, _said.Count);
        Assert.Contains("is back", _said[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_connection_that_is_back_at_once_is_not_talked_about()
    {
        _lost.Look(ConnectionState.Connecting, recordingIsOver: false);
        _time.Advance(LostConnection.Grace / 2);
        _lost.Look(ConnectionState.Connected, recordingIsOver: false);
        _time.Advance(LostConnection.Grace);
        _lost.Look(ConnectionState.Waiting, recordingIsOver: false);
        Assert.Empty(_said);
    }

    [Fact]
    public void It_gives_up_only_after_thirty_seconds_and_only_when_the_recording_is_over()
    {
        _lost.Look(ConnectionState.Waiting, recordingIsOver: true);
        _time.Advance(LostConnection.Patience - TimeSpan.FromMilliseconds(1));
        _lost.Look(ConnectionState.Waiting, recordingIsOver: true);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        _lost.Look(ConnectionState.Waiting, recordingIsOver: false);

        var failure = Assert.Throws<CommandFailedException>(() => _lost.Look(ConnectionState.Waiting, recordingIsOver: true));
        Assert.Contains("http://localhost:7", failure.Message, StringComparison.Ordinal);
    }
}
