using Microsoft.Playwright;
using PersonalPT.Protocol.V1;
using PersonalPT.Testing.Sessions;
using PersonalPT.Web.Tests.House;

namespace PersonalPT.Web.Tests.Browsers;

/// <summary>Every page of group sessions on every size of screen, without a violation that axe can find.</summary>
public sealed class GroupPageTests(Chromium chromium, RunningSite site) : IAsyncDisposable
{
    private static readonly string[] s_people = ["Lara", "Milo", "Nina", "Oskar", "Paula", "Quentin", "Rosa"];

    // Somebody who has stepped out of the picture, and one who has left.
    private const string Away = "Oskar";
    private const string Gone = "Quentin";

    private readonly CancellationTokenSource _inVain = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly List<FilmedPhone> _phones = [];

    [Theory]
    [InlineData("en-GB", ""), InlineData("de-DE", "-de")]
    public async Task Every_page_of_a_group_fits_every_screen_and_has_nothing_that_axe_finds_fault_with(string locale, string mark)
    {
        _inVain.CancelAfter(TimeSpan.FromMinutes(5));
        await using var group = await GroupScene.Plan(site.Grpc, GroupRanking.PercentOfBest, "Evening circuit", rounds: 3, reps: 20);
        await using var window = await chromium.Open(new() { Locale = locale, ReducedMotion = ReducedMotion.Reduce });
        var said = new List<string>();
        window.Console += (_, message) => said.Add(message.Text);
        window.Request += (_, request) => Assert.StartsWith(site.Web.ToString(), request.Url, StringComparison.Ordinal);
        var staff = await Chromium.SignIn(window, site.Web, "staff", "staff");
        await staff.Locator(".tiles a[href='/groups']").ClickAsync();
        await Assertions.Expect(staff.Locator("#plan")).ToBeVisibleAsync();
        await Pictures.Take(staff, "groups", mark);
        await staff.Locator("button[value='add']").ClickAsync();
        await staff.Locator("#seconds-2").FillAsync("");
        await staff.Locator(".plan button.btn-primary").ClickAsync();
        await Assertions.Expect(staff.Locator("#fault")).ToBeVisibleAsync();
        await Pictures.Take(staff, "groups-wrong", mark);

        var board = await window.NewPageAsync();
        await Open(board, $"/groups/{group.Id}/board");
        await Open(staff, $"/groups/{group.Id}/control");
        await Pictures.Take(board, "group-board-empty", mark, isWall: true);
        await Pictures.Take(staff, "group-control-planned", mark);

        await Train(group);
        await Assertions.Expect(board.Locator("li.live-row[data-signal='NotInPicture']")).ToHaveCountAsync(1);
        await Pictures.Take(board, "group-board", mark, isWall: true);
        await Pictures.Take(staff, "group-control", mark);
        await Open(staff, $"/groups/{group.Id}/results");
        await Pictures.Take(staff, "group-results", mark);

        await using var athletes = await chromium.Open(new() { Locale = locale, ReducedMotion = ReducedMotion.Reduce });
        var athlete = await Chromium.SignIn(athletes, site.Web, "athlete", "Rosa", $"/join?code=234");
        await Assertions.Expect(athlete.Locator("#wrong")).ToBeVisibleAsync();
        await Pictures.Take(athlete, "join-code", mark);
        await Open(athlete, $"/join/{group.Code}");
        await Pictures.Take(athlete, "join", mark);
        await Open(athlete, $"/groups/{group.Id}/board");
        await Pictures.Take(athlete, "group-board-of-athlete", mark, isWall: true);

        // A refusal of the content security policy, a missing file, an error of the script: all of them are said here.
        Assert.DoesNotContain(said, text => !text.Contains("422", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(24), InlineData(50)]
    public async Task A_large_group_fits_a_wall(int people)
    {
        _inVain.CancelAfter(TimeSpan.FromMinutes(5));
        await using var group = await GroupScene.Plan(site.Grpc, title: "Open day");
        for (var i = 1; i <= people; i++)
            await group.Join($"guest-{i}", nickname: $"Guest {i}");
        await group.Start();
        await using var window = await chromium.Open(new() { ReducedMotion = ReducedMotion.Reduce });
        var board = await Chromium.SignIn(window, site.Web, "staff", "staff", $"/groups/{group.Id}/board");
        await Assertions.Expect(board.Locator("li.live-row")).ToHaveCountAsync(people);

        await Pictures.Take(board, $"group-board-{people}", isWall: true);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var phone in _phones)
            await phone.DisposeAsync();
        _inVain.Dispose();
    }

    // All but the last have trained before, so that there is a best to be compared with.
    private async Task Train(GroupScene group)
    {
        var films = s_people.Select((_, i) => GroupScene.Later(Film.Of("squat", (ulong)(60 + i), 6 + i, 30))).ToArray();
        for (var i = 0; i < s_people.Length - 1; i++)
        {
            var before = films[i].Shifted(TimeSpan.FromDays(-1));
            await using var phone = await FilmedPhone.StartAsync(site.Grpc, s_people[i], FilmedPhone.SessionOf(before), new PhoneDiary(), _inVain.Token);
            phone.Push(before.Frames.Take(before.Frames.Count / 2));
            await phone.EndAsync(_inVain.Token);
        }

        for (var i = 0; i < s_people.Length; i++)
        {
            var phone = await FilmedPhone.StartAsync(site.Grpc, s_people[i], FilmedPhone.SessionOf(films[i]), new PhoneDiary(), _inVain.Token);
            _phones.Add(phone);
            await group.Join(s_people[i], phone, nickname: i == 1 ? "The mighty Milo of Maple" : "");
        }

        await group.Join("Sven");
        await group.Start();
        for (var i = 0; i < s_people.Length; i++)
        {
            // Everybody is somewhere else in his movement.
            var frames = films[i].Frames.Take((films[i].Frames.Count / 2) - (90 * i) + (7 * i)).ToArray();
            _phones[i].Push(frames);
            if (s_people[i] == Away)
                _phones[i].Push(films[i].Frames.Skip(frames.Length).Take(90).Select(frame => frame with { Landmarks = default }));
            await _phones[i].WhenAsync(p => p.Reps > 3, _inVain.Token);
        }

        await using var leaving = FilmedPhone.Connect(site.Grpc, "athlete", Gone);
        await leaving.Groups.LeaveGroupAsync(new LeaveGroupRequest { GroupId = group.Id }, cancellationToken: _inVain.Token);
    }

    private async Task Open(IPage page, string address)
    {
        await page.GotoAsync(new Uri(site.Web, address).ToString());
        if (await page.Locator("#connection").CountAsync() > 0)
            await Assertions.Expect(page.Locator("#connection")).ToHaveAttributeAsync("data-state", "live");
    }
}
