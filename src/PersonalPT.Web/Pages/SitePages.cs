using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using PersonalPT.Contracts;
using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Audit;
using PersonalPT.Contracts.Coaching;
using PersonalPT.Contracts.Gyms;
using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Identity;
using PersonalPT.Web.Access;
using PersonalPT.Web.Text;

namespace PersonalPT.Web.Pages;

/// <summary>What the addresses of the site answer, once the gate has let a request in.</summary>
internal sealed class SitePages(
    IGrainFactory grains, IHistory history, GrantedAccess grants, IAuditLog audit, IRecordingStore recordings, LocalAccounts accounts, LocalPages locals, TimeProvider time, WebOptions options)
{
    private const int NewestRecordings = 10;

    public async Task<IResult> Index(HttpContext http)
    {
        var visit = Visit.Of(http);
        return new RazorComponentResult<IndexPage>(new
        {
            Visit = visit,
            Granted = await grants.Of(visit.Visitor!, http.RequestAborted),
            HasAccounts = accounts.Options.IsOn,
            Done = ErasureWord(http.Request.Query["done"]),
        });
    }

    public async Task<IResult> SignIn(HttpContext http)
    {
        var query = http.Request.Query;
        if (accounts.Options.IsOn)
            return await locals.SignIn(http);
        if (options.Issuer is not null)
            return new RazorComponentResult<IssuerSignInPage>(new { Visit = Visit.Of(http), To = Visit.Inside(query["to"]), Refusal = PageIssuer.Word(query["refused"]) });
        return SignInPage(http, query["to"], query["gym"], query["role"], query["user"], isWrong: false, query["done"]);
    }

    /// <summary>Sends a visitor to the issuer, where there is one.</summary>
    public async Task<IResult> GoToIssuer(HttpContext http) =>
        options.Issuer is null ? Notices.Of(Visit.Of(http), StatusCodes.Status404NotFound) : await PageIssuer.Start(http);

    /// <summary>Signs a visitor out at the issuer, where there is one.</summary>
    public async Task<IResult> LeaveIssuer(HttpContext http) =>
        options.Issuer is null ? Notices.Of(Visit.Of(http), StatusCodes.Status404NotFound) : await PageIssuer.Leave(http);

    public async Task<IResult> GiveSignIn(HttpContext http)
    {
        if (accounts.Options.IsOn)
            return await locals.GiveSignIn(http);
        if (!options.DevelopmentSignIn || !PageSignIn.IsThisMachine(http))
            return Notices.Of(Visit.Of(http), StatusCodes.Status403Forbidden);

        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (Member.Parse(form["gym"].ToString().Trim(), form["role"], form["user"].ToString().Trim()) is not { } visitor)
            return SignInPage(http, form["to"], form["gym"], form["role"], form["user"], isWrong: true);

        // Written first: nobody is in who is not written down.
        await audit.Write(visitor.GymId, PageAudit.Entry(http, visitor, AuditAction.SignIn, AuditOutcome.Done, athleteId: null, time), http.RequestAborted);
        await PageSignIn.Give(http, visitor);
        return Results.LocalRedirect(Visit.Inside(form["to"]));
    }

    public static IResult SignOut() => Results.SignOut(new() { RedirectUri = PageSignIn.Path }, [PageSignIn.SchemeName]);

    public static async Task<IResult> ChooseLanguage(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (Words.Find(form["language"]) is { } words)
        {
            http.Response.Cookies.Append(
                Visit.LanguageCookie, words.Tag, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, MaxAge = TimeSpan.FromDays(365), IsEssential = true });
        }

        return Results.LocalRedirect(Visit.Inside(form["to"]));
    }

    public static IResult FindAthlete(HttpContext http) => Identifiers.IsPerson(http.Request.Query["athlete"].ToString().Trim())
        ? Results.LocalRedirect($"/athletes/{Uri.EscapeDataString(http.Request.Query["athlete"].ToString().Trim())}")
        : Results.LocalRedirect("/");


    public Task<IResult> Session(HttpContext http, string sessionId, int? done, string? recording) =>
        SessionPage(http, sessionId, done ?? 0, typed: null, wasDeleted: recording == RecordingPages.Deleted);

    public async Task<IResult> AnnotateSet(HttpContext http, string sessionId, int set)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var typed = SetForm.Read(set, form);
        var before = typed with { Load = form["was-load"].ToString(), Rpe = form["was-rpe"].ToString(), Note = form["was-note"].ToString() };
        var (change, wrong) = typed.Annotation(Visit.Of(http).Visitor!.UserId, before);
        return await ChangeSet(http, sessionId, typed, change, wrong);
    }

    public async Task<IResult> CorrectSet(HttpContext http, string sessionId, int set)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var typed = SetForm.Read(set, form) with { IsCorrection = true };
        var (change, wrong) = typed.Correction(Visit.Of(http).Visitor!.UserId, form.ContainsKey("withdraw"));
        return await ChangeSet(http, sessionId, typed, change, wrong);
    }

    private async Task<IResult> ChangeSet(HttpContext http, string sessionId, SetForm typed, SetChange? change, string? wrong)
    {
        if (change is not null)
        {
            var key = new SessionKey(Visit.Of(http).Visitor!.GymId, sessionId);
            switch ((await grains.GetGrain<ISessionGrain>(key.ToString()).ChangeSet(change)).Outcome)
            {
                case SetChangeOutcome.Written:
                    if (change is SetCorrected)
                        await WriteCorrection(http);
                    return Results.LocalRedirect(string.Create(CultureInfo.InvariantCulture, $"/sessions/{sessionId}?done={typed.SetNumber}#set-{typed.SetNumber}"));
                case SetChangeOutcome.NoSuchSession or SetChangeOutcome.NoSuchSet:
                    return Notices.Of(Visit.Of(http), StatusCodes.Status404NotFound);
                case var refusal:
                    wrong = refusal switch
                    {
                        SetChangeOutcome.StillRunning => "Session.WrongWhileRunning",
                        SetChangeOutcome.TooMany => "Session.WrongTooMany",
                        SetChangeOutcome.Conflict => "Session.WrongForm",
                        _ => "Session.WrongMoment",
                    };
                    break;
            }
        }

        // Nothing was touched: as if the page had been loaded anew.
        return wrong is null
            ? Results.LocalRedirect(string.Create(CultureInfo.InvariantCulture, $"/sessions/{sessionId}#set-{typed.SetNumber}"))
            : await SessionPage(http, sessionId, done: 0, typed with { ChangeId = Guid.NewGuid().ToString(), Wrong = wrong });
    }

    private Task WriteCorrection(HttpContext http)
    {
        var visitor = Visit.Of(http).Visitor!;
        return audit.Write(
            visitor.GymId, PageAudit.Entry(http, visitor, AuditAction.Correction, AuditOutcome.Done, PageGate.AthleteOf(http), time), CancellationToken.None);
    }

    private async Task<IResult> SessionPage(HttpContext http, string sessionId, int done, SetForm? typed, bool wasDeleted = false)
    {
        var visit = Visit.Of(http);
        var gym = visit.Visitor!.GymId;
        return await history.Session(new SessionKey(gym, sessionId), http.RequestAborted) is { } session
            ? new RazorComponentResult<SessionPage>(new
            {
                Visit = visit,
                Session = session,
                Exercises = await NamesOfExercises(gym),
                MayChange = await grants.Opens(visit.Visitor!, session.AthleteId, GrantScopes.Sets, http.RequestAborted),
                Done = done,
                Typed = typed,
                WasDeleted = wasDeleted,
                HasRecording = await grants.Opens(visit.Visitor!, session.AthleteId, GrantScopes.Recordings, http.RequestAborted)
                    && await recordings.Find(session.Session, http.RequestAborted) is not null,
            })
            { StatusCode = typed is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity }
            : Notices.Of(visit, StatusCodes.Status404NotFound);
    }

    public async Task<IResult> Models(HttpContext http, string? athlete)
    {
        var visit = Visit.Of(http);
        var owner = athlete ?? "";
        var exercises = await grains.GetGrain<ICatalogGrain>(visit.Visitor!.GymId).Exercises();
        var versions = await Task.WhenAll(exercises.Select(e => Model(visit, owner, e.ExerciseId).ActiveVersion()));
        return new RazorComponentResult<ModelsPage>(new
        {
            Visit = visit,
            AthleteId = owner,
            Exercises = (IReadOnlyList<(Exercise, int)>)[.. exercises.Zip(versions).OrderBy(e => e.First.DisplayName, StringComparer.Ordinal)],
        });
    }

    public async Task<IResult> ModelVersions(HttpContext http, string exerciseId, string? athlete, int? done)
    {
        var visit = Visit.Of(http);
        var exercises = await grains.GetGrain<ICatalogGrain>(visit.Visitor!.GymId).Exercises();
        if (exercises.FirstOrDefault(e => e.ExerciseId == exerciseId) is not { } exercise)
            return Notices.Of(visit, StatusCodes.Status404NotFound);

        var owner = athlete ?? "";
        var versions = await Model(visit, owner, exerciseId).Versions();
        return new RazorComponentResult<ModelPage>(new
        {
            Visit = visit,
            Exercise = exercise,
            AthleteId = owner,
            Versions = versions,
            MayChange = owner.Length == 0
                ? visit.Visitor!.KeepsCatalog
                : await grants.Opens(visit.Visitor!, owner, GrantScopes.Models, http.RequestAborted),
            Done = versions.FirstOrDefault(v => v.Active && v.Reference.Version == done)?.Reference.Version ?? 0,
            Recordings = await Recordings(visit.Visitor!, owner, exerciseId, http.RequestAborted),
        });
    }

    public Task<IResult> Activate(HttpContext http, string exerciseId, string? athlete) =>
        Change(http, exerciseId, athlete, (model, version, author) => model.Activate(version, author));

    public Task<IResult> RollBack(HttpContext http, string exerciseId, string? athlete) =>
        Change(http, exerciseId, athlete, (model, version, author) => model.RollBack(version, author));

    private async Task<IResult> Change(HttpContext http, string exerciseId, string? athlete, Func<IModelGrain, int, string, Task<ModelResult>> change)
    {
        var visit = Visit.Of(http);
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (!Identifiers.IsName(exerciseId) || !int.TryParse(form["version"], NumberStyles.None, CultureInfo.InvariantCulture, out var version) || version < 1)
            return Notices.Of(visit, StatusCodes.Status404NotFound);

        var result = await change(Model(visit, athlete ?? "", exerciseId), version, visit.Visitor!.UserId);
        if (result.Version is not { } now)
        {
            return result.Refusal!.Kind switch
            {
                RefusalKind.NoSuchVersion or RefusalKind.NoSuchExercise => Notices.Of(visit, StatusCodes.Status404NotFound),
                RefusalKind.NothingToRollBack => Notices.Of(visit, StatusCodes.Status409Conflict, "Notice.NothingBefore"),
                _ => Notices.Of(visit, StatusCodes.Status409Conflict),
            };
        }

        var address = ModelPage.Address(exerciseId, athlete ?? "");
        return Results.LocalRedirect(string.Create(CultureInfo.InvariantCulture, $"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}done={now.Reference.Version}"));
    }

    private static RazorComponentResult<SignInPage> SignInPage(HttpContext http, string? to, string? gym, string? role, string? user, bool isWrong, string? done = null) =>
        new RazorComponentResult<SignInPage>(new
        {
            Visit = Visit.Of(http),
            To = Visit.Inside(to),
            Gym = gym ?? "",
            Role = role ?? "",
            User = user ?? "",
            IsWrong = isWrong,
            Done = ErasureWord(done),
        })
        { StatusCode = isWrong ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK };

    // What came of an erasure, on the page to which it leads.
    private static string? ErasureWord(string? done) => done switch { "erased" => "Data.Erased", "erasing" => "Data.Erasing", _ => null };

    // On which versions can be compared: the recordings of the model's athlete, and for the gym's models the visitor's own.
    private async Task<IReadOnlyList<StoredRecording>> Recordings(Member visitor, string owner, string exerciseId, CancellationToken cancellationToken)
    {
        var athlete = owner.Length == 0 ? visitor.UserId : owner;
        if (!await grants.Opens(visitor, athlete, GrantScopes.Recordings, cancellationToken))
            return [];

        var found = new List<StoredRecording>();
        foreach (var recording in await recordings.OfAthlete(visitor.GymId, athlete, before: null, NewestRecordings, cancellationToken))
        {
            if (await history.Session(recording.Session, cancellationToken) is { } session && session.Sets.Any(set => set.Model.ExerciseId == exerciseId))
                found.Add(recording);
        }

        return found;
    }

    private IModelGrain Model(Visit visit, string athleteId, string exerciseId) =>
        grains.GetGrain<IModelGrain>(new ModelKey(visit.Visitor!.GymId, athleteId, exerciseId).ToString());

    private async Task<IReadOnlyDictionary<string, string>> NamesOfExercises(string gym) =>
        (await grains.GetGrain<ICatalogGrain>(gym).Exercises()).ToDictionary(e => e.ExerciseId, e => e.DisplayName);
}
