using Grpc.Core;
using PersonalPT.Client.Tests.Fakes;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Client.Tests;

public sealed class PersonalPTClientTests : IAsyncLifetime
{
    private static readonly LiveSessionOptions _squat = new() { ExerciseId = "squat", Capture = new CaptureHeader { NominalRateHz = 30 } };

    private FakeServer _server = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await FakeServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact(Timeout = 120_000)]
    public async Task The_development_credential_names_gym_role_and_user()
    {
        await using var client = _server.Connect(credential: ClientCredential.Development("gym one", "coach", "ann/b"));
        await using var live = await client.StartSessionAsync(_squat, Cancelled);
        Assert.Equal("Development gym%20one/coach/ann%2Fb", _server.Authorization);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_session_is_started_with_what_the_app_says_and_sensible_rest()
    {
        await using var client = _server.Connect();
        await using var live = await client.StartSessionAsync(
            _squat with { AthleteId = "ben", HoldFramesForTeaching = true, Record = true, Capture = new CaptureHeader { NominalRateHz = 25 } }, Cancelled);
        var start = _server.LastStart!;
        Assert.Equal(live.SessionId, start.SessionId);
        Assert.Equal(Guid.Parse(live.SessionId).ToString(), start.SessionId);
        Assert.Equal(("squat", "ben", true, true, 25.0), (start.ExerciseId, start.AthleteId, start.HoldFramesForTeaching, start.Record, start.Capture.NominalRateHz));
        Assert.InRange(start.Capture.CaptureEpochUs, 1, long.MaxValue);
        Assert.Equal(0, _squat.Capture.CaptureEpochUs);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_refused_start_says_why_in_a_plain_sentence()
    {
        await using var client = _server.Connect();
        _server.Refusal = FakeServer.Error(StatusCode.NotFound, "The gym has no exercise 'squat'.", "EXERCISE_NOT_FOUND");
        var error = await Assert.ThrowsAsync<PersonalPTException>(() => client.StartSessionAsync(_squat, Cancelled));
        Assert.Equal(
            (PersonalPTErrorKind.NotFound, "The gym has no exercise 'squat'.", "EXERCISE_NOT_FOUND"), (error.Kind, error.Message, error.Reason));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_busy_server_says_how_long_to_wait()
    {
        await using var client = _server.Connect();
        _server.Refusal = FakeServer.Error(StatusCode.ResourceExhausted, "", retryAfter: TimeSpan.FromSeconds(3));
        var error = await Assert.ThrowsAsync<PersonalPTException>(() => client.StartSessionAsync(_squat, Cancelled));
        Assert.Equal((PersonalPTErrorKind.Overloaded, TimeSpan.FromSeconds(3), true), (error.Kind, error.RetryAfter, error.IsTransient));
        Assert.Equal("The server has too much to do; try again later.", error.Message);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_server_that_is_not_there_is_named_as_such()
    {
        var address = _server.Address;
        await _server.DisposeAsync();
        await using var client = new PersonalPTClient(
            new PersonalPTClientOptions { Address = address, Credential = ClientCredential.Development("gym", "athlete", "ann") });
        var error = await Assert.ThrowsAsync<PersonalPTException>(() => client.StartSessionAsync(_squat, Cancelled));
        Assert.Equal(PersonalPTErrorKind.Unavailable, error.Kind);
        Assert.Equal("The server cannot be reached or failed: Connection refused", error.Message);
    }

    [Fact(Timeout = 120_000)]
    public async Task Cancelling_a_start_is_a_cancellation()
    {
        await using var client = _server.Connect();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.StartSessionAsync(_squat, new CancellationToken(true)));
    }

    [Fact(Timeout = 120_000)]
    public async Task Wrong_options_are_all_named_at_once()
    {
        await using var client = _server.Connect();
        var error = await Assert.ThrowsAsync<ArgumentException>(() => client.StartSessionAsync(
            _squat with { ExerciseId = "", Linger = TimeSpan.FromSeconds(2), MaxBufferedInputs = 0, MaxBufferedBytes = 1, MaxBufferedAge = TimeSpan.Zero },
            Cancelled));
        foreach (var name in new[] { "ExerciseId", "Linger", "MaxBufferedInputs", "MaxBufferedBytes", "MaxBufferedAge" })
            Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_does_not_travel_unencrypted_to_another_machine()
    {
        static PersonalPTClientOptions Options(string address) =>
            new() { Address = new Uri(address), Credential = ClientCredential.Bearer(_ => ValueTask.FromResult("secret")) };
        Assert.Throws<ArgumentException>(() => new PersonalPTClient(Options("http://gym.example")));
        Assert.Throws<ArgumentException>(() => new PersonalPTClient(Options("ftp://gym.example")));
        Assert.NotNull(new PersonalPTClient(Options("http://127.0.0.1:5000")));
        Assert.NotNull(new PersonalPTClient(Options("https://gym.example")));
    }

    [Fact(Timeout = 120_000)]
    public async Task Disposing_the_client_lets_go_of_its_sessions()
    {
        var client = _server.Connect();
        var live = await client.StartSessionAsync(_squat, Cancelled);
        await client.DisposeAsync();
        await client.DisposeAsync();
        Assert.Equal(ConnectionState.Disposed, live.Connection);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.StartSessionAsync(_squat, Cancelled));
    }
}
