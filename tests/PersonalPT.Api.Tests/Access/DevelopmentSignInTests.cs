using System.Net;
using System.Text.Encodings.Web;
using Grpc.Core;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using PersonalPT.Api.Access;
using PersonalPT.Api.Tests.House;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Api.Tests.Access;

public sealed class DevelopmentSignInTests(RunningServer server) : ServerTest(server)
{
    [Theory]
    [InlineData("Development gym/athlete", "three parts")]
    [InlineData("Development gym/athlete/anna/more", "three parts")]
    [InlineData("Development gym/king/anna", "role must be")]
    [InlineData("Development Gym!/athlete/anna", "gym must be")]
    [InlineData("Development gym/athlete/%2F..%2F", "user must be")]
    [InlineData("Bearer abc", "development sign-in only")]
    [InlineData("Basic abc", "development sign-in only")]
    public async Task A_sign_in_that_is_wrong_is_told_what_is_wrong(string header, string expected)
    {
        using var channel = Server.Open();
        var client = new ExerciseService.ExerciseServiceClient(channel);

        var error = await Refused(StatusCode.Unauthenticated, () => client.ListExercisesAsync(
            new ListExercisesRequest(), new Metadata { { "authorization", header } }, cancellationToken: Patience).ResponseAsync);

        Assert.Contains(expected, error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_may_be_escaped_as_in_an_address()
    {
        using var channel = Server.Open();

        await new ExerciseService.ExerciseServiceClient(channel).ListExercisesAsync(
            new ListExercisesRequest(), new Metadata { { "authorization", $"Development {Gym}/athlete/anna%40example.org" } }, cancellationToken: Patience);
    }

    [Fact]
    public async Task A_browser_gets_401_and_a_plain_sentence()
    {
        using var http = new HttpClient();

        using var answer = await http.GetAsync(new Uri(Server.Addresses.Web, "no-page"), Patience);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.StartsWith("Sign in with the header", await answer.Content.ReadAsStringAsync(Patience), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("192.168.1.7", false)]
    [InlineData("10.0.0.1", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData(null, false)]
    public async Task Only_this_machine_may_use_it(string? remote, bool allowed)
    {
        var context = new DefaultHttpContext { RequestServices = new ServiceCollection().BuildServiceProvider() };
        context.Connection.RemoteIpAddress = remote is null ? null : IPAddress.Parse(remote);
        context.Request.Headers.Authorization = "Development gym/staff/boss";
        var scheme = new DevelopmentSignIn(new Options(), NullLoggerFactory.Instance, UrlEncoder.Default);
        await scheme.InitializeAsync(new AuthenticationScheme("Development", null, typeof(DevelopmentSignIn)), context);

        var result = await scheme.AuthenticateAsync();

        Assert.Equal(allowed, result.Succeeded);
    }

    private sealed class Options : IOptionsMonitor<AuthenticationSchemeOptions>
    {
        public AuthenticationSchemeOptions CurrentValue { get; } = new() { TimeProvider = TimeProvider.System };

        public AuthenticationSchemeOptions Get(string? name) => CurrentValue;

        public IDisposable? OnChange(Action<AuthenticationSchemeOptions, string?> listener) => null;
    }
}
