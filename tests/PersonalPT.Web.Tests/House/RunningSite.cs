using System.Collections.Concurrent;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Client;
using PersonalPT.Protocol.V1;
using PersonalPT.Server;
using PersonalPT.Testing.Sessions;
using PersonalPT.Web.Tests.House;

[assembly: AssemblyFixture(typeof(RunningSite))]

namespace PersonalPT.Web.Tests.House;

/// <summary>A whole server in this process, for all tests that do not hurt it.</summary>
public sealed partial class RunningSite : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("personalpt-web-test-");
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _sessions = [];
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _groups = [];
    private WebApplication? _host;

    internal IServiceProvider Services => _host!.Services;

    internal Uri Web => Services.GetRequiredService<ServerAddresses>().Web;

    internal Uri Grpc => Services.GetRequiredService<ServerAddresses>().Grpc;

    public async ValueTask InitializeAsync()
    {
        _host = ServerHost.Build(new ServerOptions { GrpcPort = 0, WebPort = 0, DataFile = Path.Combine(_folder.FullName, "gym.db") });
        await _host.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _host!.StopAsync();
        await _host.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>A session of an athlete of the gym "permissions", the same for all who ask.</summary>
    internal Task<string> SessionOf(string athlete) => _sessions.GetOrAdd(athlete, id => new(() => Start(id))).Value;

    /// <summary>A group session of the gym "permissions" that an athlete takes part in, the same for all who ask.</summary>
    internal Task<string> GroupOf(string athlete) => _groups.GetOrAdd(athlete, id => new(() => Gather(id))).Value;

    /// <summary>Somebody's browser without scripts, which keeps cookies and follows nothing.</summary>
    internal HttpClient Open() => new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = Web };

    /// <summary>The same, signed in.</summary>
    internal async Task<HttpClient> Open(string gym, string role, string user)
    {
        var client = Open();
        using var answer = await Post(client, "/sign-in", ("gym", gym), ("role", role), ("user", user));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return client;
    }

    /// <summary>Sends a form with the token that a page has given.</summary>
    internal static async Task<HttpResponseMessage> Post(HttpClient client, string address, params (string Name, string Value)[] fields)
    {
        var page = await client.GetStringAsync(new Uri("/sign-in", UriKind.Relative), TestContext.Current.CancellationToken);
        var token = Token().Match(page).Groups[1].Value;
        using var form = new FormUrlEncodedContent([new("token", token), .. fields.Select(f => new KeyValuePair<string, string>(f.Name, f.Value))]);
        return await client.PostAsync(new Uri(address, UriKind.Relative), form, TestContext.Current.CancellationToken);
    }

    private async Task<string> Start(string athlete)
    {
        await using var client = new PersonalPTClient(new() { Address = Grpc, Credential = ClientCredential.Development("permissions", "athlete", athlete) });
        var options = FilmedPhone.SessionOf(Film.Of("squat", 3, 2));
        await using var session = await client.StartSessionAsync(options, TestContext.Current.CancellationToken);
        return session.SessionId;
    }

    private async Task<string> Gather(string athlete)
    {
        var group = Guid.NewGuid().ToString();
        var plan = new GroupPlan { Title = "Class", Ranking = GroupRanking.Reps, Rounds = { new GroupRound { ExerciseId = "squat", Seconds = 3600 } } };
        await using var staff = new PersonalPTClient(new() { Address = Grpc, Credential = ClientCredential.Development("permissions", "staff", "staff") });
        await using var client = new PersonalPTClient(new() { Address = Grpc, Credential = ClientCredential.Development("permissions", "athlete", athlete) });
        var planned = await staff.Groups.PlanGroupAsync(new PlanGroupRequest { GroupId = group, Plan = plan }, cancellationToken: TestContext.Current.CancellationToken);
        await client.Groups.JoinGroupAsync(new JoinGroupRequest { Code = planned.Group.Code }, cancellationToken: TestContext.Current.CancellationToken);
        return group;
    }

    [GeneratedRegex("name=\"token\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
