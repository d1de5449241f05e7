using Microsoft.Playwright;
using PersonalPT.Client;
using PersonalPT.Protocol.V1;
using PersonalPT.Testing.Sessions;

namespace PersonalPT.Web.Tests.Browsers;

/// <summary>A group session that staff have planned over gRPC, at the gym where browsers sign in.</summary>
/// <param name="Server">Where calls go.</param>
/// <param name="Staff">Who leads it.</param>
/// <param name="Id">The group.</param>
/// <param name="Code">What people join by.</param>
internal sealed record GroupScene(Uri Server, PersonalPTClient Staff, string Id, string Code) : IAsyncDisposable
{
    // A promise that is kept as soon as the page changes so; nothing is looked at by the clock.
    private const string WhenTotal = """
        ([name, total]) => new Promise(done => {
          const look = () => {
            const row = [...document.querySelectorAll("li.live-row")].find(r => r.querySelector("h2").textContent === name);
            if (!row || Number(row.dataset.total) < total) return;
            observer.disconnect();
            done(Number(row.dataset.total));
          };
          const observer = new MutationObserver(look);
          observer.observe(document.body, { attributes: true, childList: true, subtree: true });
          look();
        })
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Plans one: rounds of squats that last an hour each, so that nothing happens by the clock.</summary>
    public static async Task<GroupScene> Plan(Uri server, GroupRanking ranking = GroupRanking.Reps, string title = "Morning class", int rounds = 2, uint countIn = 0, uint reps = 0)
    {
        var staff = FilmedPhone.Connect(server, "staff", "staff");
        var plan = new GroupPlan { Title = title, Ranking = ranking, CountInSeconds = countIn };
        for (var i = 0; i < rounds; i++)
            plan.Rounds.Add(new GroupRound { ExerciseId = "squat", TargetReps = reps, Seconds = 3600, RestSeconds = 3600 });
        var group = Guid.NewGuid().ToString();
        var planned = await staff.Groups.PlanGroupAsync(new PlanGroupRequest { GroupId = group, Plan = plan }, cancellationToken: Stop);
        return new GroupScene(server, staff, group, planned.Group.Code);
    }

    /// <summary>The film as it is made an hour from now: what the phone brings counts from the moment at which it is written down, whenever the round has begun.</summary>
    public static Film Later(Film film) =>
        film.Shifted(TimeProvider.System.GetUtcNow().AddHours(1) - DateTimeOffset.UnixEpoch.AddMicroseconds(film.Frames[0].CaptureMicros));

    /// <summary>Somebody joins with what his phone films, or without a phone.</summary>
    public async Task<uint> Join(string athlete, FilmedPhone? phone = null, string nickname = "")
    {
        await using var client = FilmedPhone.Connect(Server, "athlete", athlete);
        var request = new JoinGroupRequest
        {
            Code = Code,
            SessionId = phone?.SessionId ?? "",
            Nickname = nickname,
        };
        return (await client.Groups.JoinGroupAsync(request, cancellationToken: Stop)).ParticipantNumber;
    }

    public async Task Start() => await Staff.Groups.StartGroupAsync(new StartGroupRequest { GroupId = Id }, cancellationToken: Stop);

    /// <summary>Waits until a row of a board shows all reps that the phone has heard of, and no more. They come by different ways.</summary>
    public static async Task FollowsReps(IPage board, string name, FilmedPhone phone, CancellationToken inVain)
    {
        int shown;
        do
        {
            shown = await board.EvaluateAsync<int>(WhenTotal, new object[] { name, phone.Reps }).WaitAsync(inVain);
            // The board may know it first.
            await phone.WhenAsync(p => p.Reps >= shown, inVain);
        }
        while (shown < phone.Reps);
        Assert.Equal(phone.Reps, shown);
    }

    /// <summary>A row of a board.</summary>
    public static ILocator Row(IPage board, string name) => board.Locator("li.live-row").Filter(new() { Has = board.Locator("h2", new() { HasTextString = name }) });

    public ValueTask DisposeAsync() => Staff.DisposeAsync();
}
