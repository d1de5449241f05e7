using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Groups;
using PersonalPT.Contracts.Gyms;
using PersonalPT.Contracts.Storage;
using PersonalPT.Web.Live;
using PersonalPT.Web.Pages;

namespace PersonalPT.Web.Groups;

/// <summary>The pages of group sessions, once the gate has let a request in.</summary>
internal sealed class GroupPages(
    IGrainFactory grains,
    IGroupStore store,
    IGroupBoards boards,
    IGroupEntrance entrance,
    IGroupResultFiles files,
    IJournal journal,
    GroupList list,
    LivePlaces places,
    LiveEvents events,
    LiveRendering live,
    TimeProvider time)
{
    private const int PageSize = 30;

    /// <summary>Groups that the visitor may see, and for those who lead them the form to plan one.</summary>
    public Task<IResult> List(HttpContext http, string? before) => ListPage(http, Position(before), GroupForm.Empty(), StatusCodes.Status200OK);

    /// <summary>Plans one; or adds a round to the form, or takes one away.</summary>
    public async Task<IResult> Plan(HttpContext http)
    {
        var visitor = Visit.Of(http).Visitor!;
        var sent = await http.Request.ReadFormAsync(http.RequestAborted);
        var form = GroupForm.Read(sent);
        var what = sent["do"].ToString();
        if (what == "add")
            return await ListPage(http, null, form.WithRound(), StatusCodes.Status200OK);
        if (what.StartsWith("remove-", StringComparison.Ordinal) && int.TryParse(what["remove-".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return await ListPage(http, null, form.WithoutRound(number), StatusCodes.Status200OK);

        var (plan, fault) = form.Plan((await Exercises(visitor)).Keys.ToHashSet());
        if (plan is not null)
        {
            if ((await Grain(visitor, form.GroupId).Plan(plan, visitor.UserId)).Outcome == GroupOutcome.Done)
                return Results.LocalRedirect($"/groups/{form.GroupId}/control");
            fault = new GroupFormFault("Plan.WrongForm", null, 0);
        }

        return await ListPage(http, null, form with { Fault = fault }, StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>What staff lead it with.</summary>
    public Task<IResult> Control(HttpContext http, string groupId, string? said) => Shown(http, groupId, forControl: true, (visit, view) => new RazorComponentResult<GroupControlPage>(new
    {
        Visit = visit,
        View = view,
        Join = JoinAddress.Of(http.Request),
        Said = Enum.TryParse<GroupOutcome>(said, out var outcome) && Enum.IsDefined(outcome) ? outcome : (GroupOutcome?)null,
    }));

    public Task<IResult> Start(HttpContext http, string groupId) => Lead(http, groupId, (grain, _) => grain.Start());

    public Task<IResult> Pause(HttpContext http, string groupId) => Lead(http, groupId, (grain, _) => grain.Pause());

    public Task<IResult> Resume(HttpContext http, string groupId) => Lead(http, groupId, (grain, _) => grain.Resume());

    // The button says which phase it was shown in: pressed twice it ends one.
    public Task<IResult> Skip(HttpContext http, string groupId) => Lead(http, groupId, (grain, form) => form["phase"].ToString().Split('.') is [var phase, var round]
        ? grain.Skip((GroupPhase)Number(phase), Number(round))
        : Task.FromResult(new GroupAnswer(GroupOutcome.OtherPhase, null)));

    public Task<IResult> Finish(HttpContext http, string groupId) => Lead(http, groupId, (grain, _) => grain.Finish());

    public Task<IResult> Mute(HttpContext http, string groupId) => Lead(http, groupId, (grain, form) => grain.Mute(Number(form["participant"]), muted: true));

    public Task<IResult> Unmute(HttpContext http, string groupId) => Lead(http, groupId, (grain, form) => grain.Mute(Number(form["participant"]), muted: false));

    public Task<IResult> Remove(HttpContext http, string groupId) => Lead(http, groupId, (grain, form) => grain.Remove(Number(form["participant"])));

    /// <summary>The board for a screen on a wall, and for a participant's phone.</summary>
    public async Task<IResult> Board(HttpContext http, string groupId)
    {
        var me = await Participant(Visit.Of(http).Visitor!, groupId, http.RequestAborted);
        return await Shown(http, groupId, forControl: false, (visit, view) => new RazorComponentResult<GroupBoardPage>(new
        {
            Visit = visit,
            View = view,
            Join = JoinAddress.Of(http.Request),
            Me = me,
        }));
    }

    public IResult BoardStream(HttpContext http, string groupId) => Stream(http, groupId, forControl: false);

    public IResult ControlStream(HttpContext http, string groupId) => Stream(http, groupId, forControl: true);

    /// <summary>Where a code is typed.</summary>
    public static IResult TypeCode(HttpContext http, string? code) => GroupCode.Read(code) is { } read
        ? Results.LocalRedirect($"/join/{read}")
        : CodePage(http, code ?? "", string.IsNullOrEmpty(code) ? null : "Join.WrongCode", string.IsNullOrEmpty(code) ? StatusCodes.Status200OK : StatusCodes.Status404NotFound);

    /// <summary>The group that a code opens, and how to take part.</summary>
    public async Task<IResult> ShowGroup(HttpContext http, string code)
    {
        var visit = Visit.Of(http);
        var entry = await entrance.Find(visit.Visitor!, code, http.RequestAborted);
        return entry.Answer?.Group is { } group ? await JoinPage(http, group, wrong: null, typed: null) : Closed(http, code, entry);
    }

    /// <summary>Takes part.</summary>
    public async Task<IResult> Join(HttpContext http, string code)
    {
        var visitor = Visit.Of(http).Visitor!;
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var nickname = form["nickname"].ToString().Trim() is { Length: > 0 } given ? given : null;
        if (!GroupRules.IsNickname(nickname))
        {
            var found = await entrance.Find(visitor, code, http.RequestAborted);
            return found.Answer?.Group is { } group ? await JoinPage(http, group, "Join.WrongNickname", nickname) : Closed(http, code, found);
        }

        var command = new JoinGroup(
            visitor.UserId, await LiveSession(visitor, http.RequestAborted), nickname, Ranked: !form.ContainsKey("unranked"), ClockOffsetMicros: 0, []);
        var entry = await entrance.Join(visitor, code, command, http.RequestAborted);
        return entry.Answer switch
        {
            null => Closed(http, code, entry),
            { Outcome: GroupOutcome.Done, Group: { } group } => Results.LocalRedirect($"/groups/{group.Group.GroupId}/board"),
            { Outcome: GroupOutcome.Removed } => Notices.Of(Visit.Of(http), StatusCodes.Status409Conflict, "Join.Removed"),
            { Outcome: GroupOutcome.Full } => Notices.Of(Visit.Of(http), StatusCodes.Status409Conflict, "Join.Full"),
            { Outcome: GroupOutcome.Over } => Closed(http, code, new GroupEntry(GroupEntryOutcome.NoSuchCode, null)),
            _ => Notices.Of(Visit.Of(http), StatusCodes.Status503ServiceUnavailable, "Join.Unavailable"),
        };
    }

    /// <summary>Takes part no more; what was done stays.</summary>
    public async Task<IResult> Leave(HttpContext http, string groupId)
    {
        var visitor = Visit.Of(http).Visitor!;
        await Grain(visitor, groupId).Leave(visitor.UserId);
        return Results.LocalRedirect($"/groups/{groupId}/board");
    }

    /// <summary>What everybody did.</summary>
    public async Task<IResult> ShowResults(HttpContext http, string groupId)
    {
        var visit = Visit.Of(http);
        return await Grain(visit.Visitor!, groupId).Results() is { } results
            ? new RazorComponentResult<GroupResultsPage>(new { Visit = visit, Results = results, Exercises = await Exercises(visit.Visitor!) })
            : Notices.Of(visit, StatusCodes.Status404NotFound);
    }

    public Task<IResult> ResultsAsCsv(HttpContext http, string groupId) => File(http, groupId, GroupFileFormat.Csv, "text/csv; charset=utf-8", "csv");

    public Task<IResult> ResultsAsJson(HttpContext http, string groupId) => File(http, groupId, GroupFileFormat.Json, "application/json", "json");

    private async Task<IResult> File(HttpContext http, string groupId, GroupFileFormat format, string type, string ending)
    {
        var visit = Visit.Of(http);
        return await Grain(visit.Visitor!, groupId).Results() is { } results
            ? Results.File(files.Write(results, visit.Visitor!, format), type, $"group-{groupId}.{ending}")
            : Notices.Of(visit, StatusCodes.Status404NotFound);
    }

    private async Task<IResult> ListPage(HttpContext http, GroupPosition? before, GroupForm form, int status)
    {
        var visit = Visit.Of(http);
        var (groups, next) = await list.Page(visit.Visitor!, openOnly: false, before, PageSize, http.RequestAborted);
        return new RazorComponentResult<GroupsPage>(new
        {
            Visit = visit,
            Groups = groups,
            Exercises = await Exercises(visit.Visitor!),
            Form = form,
            Older = next is { } position ? string.Create(CultureInfo.InvariantCulture, $"{position.PlannedMicros}.{position.GroupId}") : null,
            IsOlder = before is not null,
        })
        { StatusCode = status };
    }

    private async Task<IResult> Shown(HttpContext http, string groupId, bool forControl, Func<Visit, GroupView, IResult> page)
    {
        var visit = Visit.Of(http);
        var board = await Grain(visit.Visitor!, groupId).Board();
        return board is null ? Notices.Of(visit, StatusCodes.Status404NotFound)
            : board.CutFor(visit.Visitor!, forControl) is { } cut ? page(visit, GroupView.Of(cut, await Exercises(visit.Visitor!), visit.Visitor!.UserId))
            : Notices.Of(visit, StatusCodes.Status403Forbidden);
    }

    private async Task<IResult> Lead(HttpContext http, string groupId, Func<IGroupSessionGrain, IFormCollection, Task<GroupAnswer>> change)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var outcome = (await change(Grain(Visit.Of(http).Visitor!, groupId), form)).Outcome;
        return Results.LocalRedirect(outcome == GroupOutcome.Done ? $"/groups/{groupId}/control" : $"/groups/{groupId}/control?said={outcome}");
    }

    private IResult Stream(HttpContext http, string groupId, bool forControl)
    {
        if (HttpMethods.IsHead(http.Request.Method))
            return Results.Ok();

        var (words, visitor) = (Visit.WordsOf(http.Request), Visit.Of(http).Visitor!);
        var rendering = new GroupRendering(live, words, JoinAddress.Of(http.Request), forControl);
        return events.Answer(http, places.Take(), Events);

        async IAsyncEnumerable<System.Net.ServerSentEvents.SseItem<string>> Events([EnumeratorCancellation] CancellationToken gone)
        {
            var exercises = await Exercises(visitor);
            var stream = new GroupStream(
                stop => boards.Watch(new GroupKey(visitor.GymId, groupId), stop),
                board => board.CutFor(visitor, forControl) is { } cut ? GroupView.Of(cut, exercises, visitor.UserId) : null,
                rendering,
                time);
            await foreach (var item in stream.Events(gone))
                yield return item;
        }
    }

    private static RazorComponentResult<JoinCodePage> CodePage(HttpContext http, string typed, string? wrong, int status) =>
        new RazorComponentResult<JoinCodePage>(new { Visit = Visit.Of(http), Typed = typed, Wrong = wrong }) { StatusCode = status };

    private static RazorComponentResult<JoinCodePage> Closed(HttpContext http, string code, GroupEntry entry) => entry.Outcome == GroupEntryOutcome.GuessedTooOften
        ? CodePage(http, code, "Join.TooOften", StatusCodes.Status429TooManyRequests)
        : CodePage(http, code, "Join.WrongCode", StatusCodes.Status404NotFound);

    private async Task<IResult> JoinPage(HttpContext http, GroupSnapshot group, string? wrong, string? typed)
    {
        var visit = Visit.Of(http);
        var me = await Participant(visit.Visitor!, group.Group.GroupId, http.RequestAborted);
        return new RazorComponentResult<JoinPage>(new
        {
            Visit = visit,
            Group = group,
            Me = me,
            Nickname = typed ?? me?.Nickname ?? "",
            Wrong = wrong,
            HasLiveSession = await LiveSession(visit.Visitor!, http.RequestAborted) is not null,
        })
        { StatusCode = wrong is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity };
    }

    private async Task<GroupParticipant?> Participant(Member visitor, string groupId, CancellationToken cancellationToken) =>
        (await store.Find(new GroupKey(visitor.GymId, groupId), cancellationToken))?.Participants.FirstOrDefault(p => p.AthleteId == visitor.UserId);

    // What somebody does now counts from now on. Of several phones it is the one that began last.
    private async Task<string?> LiveSession(Member visitor, CancellationToken cancellationToken)
    {
        var live = await grains.GetGrain<IGymGrain>(visitor.GymId).LiveSessions();
        var mine = await Task.WhenAll(live.Where(l => l.AthleteId == visitor.UserId).Select(l => journal.Find(l.Session, cancellationToken)));
        return mine.Where(session => session is { EndedMicros: null }).OrderByDescending(session => session!.StartedMicros).FirstOrDefault()?.Session.SessionId;
    }

    private async Task<IReadOnlyDictionary<string, string>> Exercises(Member visitor) =>
        (await grains.GetGrain<ICatalogGrain>(visitor.GymId).Exercises()).OrderBy(e => e.DisplayName, StringComparer.Ordinal).ToDictionary(e => e.ExerciseId, e => e.DisplayName);

    private IGroupSessionGrain Grain(Member visitor, string groupId) => grains.GetGrain<IGroupSessionGrain>(new GroupKey(visitor.GymId, groupId).ToString());

    // What is no number is none that this group could have given.
    private static int Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static GroupPosition? Position(string? text) =>
        text?.Split('.') is [var planned, var group] && Identifiers.IsUuid(group) && long.TryParse(planned, NumberStyles.None, CultureInfo.InvariantCulture, out var micros)
            ? new GroupPosition(micros, group)
            : null;
}
