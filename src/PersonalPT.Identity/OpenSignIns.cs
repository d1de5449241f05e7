using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Identity;

/// <summary>
/// What is open for long here by a sign-in with an account of the server's own: phones' streams, watchers' streams, live pages. A sign-in is looked at when
/// something begins; what goes on for hours is looked at again every <see cref="LocalAccountOptions.SignInsLookedAtEvery"/>, all with one question, and is
/// cut where the phone was signed out, the account is gone, or its role is another one. Whoever was cut may open it again, and is then judged as he is now.
/// </summary>
public sealed partial class OpenSignIns(IAccountStore store, LocalAccountOptions options, TimeProvider time, ILogger<OpenSignIns> logger) : BackgroundService
{
    private readonly Lock _gate = new();
    private readonly HashSet<Opened> _open = [];

    /// <summary>How much is open.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _open.Count;
        }
    }

    /// <summary>Whether a request was cut because its sign-in does not hold any more.</summary>
    public static bool HasCut(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return http.Features.Get<Opened>() is { IsCut: true };
    }

    /// <summary>Cuts a request when its sign-in does not hold any more: <see cref="HttpContext.RequestAborted"/> is cancelled then, and it can still be answered.</summary>
    /// <param name="http">The request.</param>
    /// <returns>To be disposed of when it is over; null where it needs no watching.</returns>
    public IDisposable? Open(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        if (AccountSignIn.Find(http.User) is not { } signIn)
            return null;

        var opened = new Opened(this, signIn, http);
        http.Features.Set(opened);
        lock (_gate)
            _open.Add(opened);
        return opened;
    }

    /// <summary>Looks at all that is open, once.</summary>
    public async Task Look(CancellationToken cancellationToken)
    {
        Opened[] open;
        lock (_gate)
            open = [.. _open];
        foreach (var gym in open.GroupBy(opened => opened.SignIn.Member.GymId))
        {
            var users = gym.Select(opened => opened.SignIn.Member.UserId).Distinct().ToArray();
            var devices = gym.Select(opened => opened.SignIn.DeviceId).OfType<string>().Distinct().ToArray();
            var now = await store.SignIns(gym.Key, users, devices, cancellationToken);
            var accounts = now.Accounts.ToDictionary(account => account.UserId);
            var owners = now.Devices.ToDictionary(device => device.DeviceId, device => device.UserId);
            foreach (var opened in gym)
            {
                var signIn = opened.SignIn;
                var user = signIn.Member.UserId;
                if (!signIn.HoldsFor(accounts.GetValueOrDefault(user), signIn.DeviceId is { } device && owners.GetValueOrDefault(device) == user))
                    opened.Cut();
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.SignInsLookedAtEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await Look(stoppingToken);
                }
                catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
                {
                    // A storage that is away for a moment is no reason to cut everybody off.
                    LogNotLooked(e);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    [LoggerMessage(LogLevel.Warning, "Whether the sign-ins of open streams and pages still hold could not be looked at; they stay open until it can.")]
    private partial void LogNotLooked(Exception exception);

    private sealed class Opened : IDisposable
    {
        private readonly Lock _gate = new();
        private readonly OpenSignIns _all;
        private readonly HttpContext _http;
        private readonly CancellationToken _gone;
        private readonly CancellationTokenSource _over;
        private bool _disposed;
        private volatile bool _isCut;

        public Opened(OpenSignIns all, AccountSignIn signIn, HttpContext http)
        {
            (_all, SignIn, _http, _gone) = (all, signIn, http, http.RequestAborted);
            _over = CancellationTokenSource.CreateLinkedTokenSource(_gone);
            http.RequestAborted = _over.Token;
        }

        public AccountSignIn SignIn { get; }

        public bool IsCut => _isCut;

        public void Cut()
        {
            lock (_gate)
            {
                if (_disposed || _isCut)
                    return;

                _isCut = true;
                // What is done about it is not done here.
                _ = _over.CancelAsync();
            }
        }

        public void Dispose()
        {
            lock (_all._gate)
                _all._open.Remove(this);
            lock (_gate)
            {
                if (_disposed)
                    return;

                _disposed = true;
                _http.RequestAborted = _gone;
                // Where it is cut, its cancellation may still be going round.
                if (!_isCut)
                    _over.Dispose();
            }
        }
    }
}
