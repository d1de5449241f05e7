using System.Runtime.InteropServices;
using PersonalPT.Client;
using PersonalPT.Counting.Skeletons;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Testing.Sessions;

/// <summary>An athlete's phone with the real client library: pushes what it is told to, writes it down in the diary, and keeps the events that it gets.</summary>
public sealed class FilmedPhone : IAsyncDisposable
{
    private readonly PersonalPTClient _client;
    private readonly LiveSession _session;
    private readonly PhoneDiary _diary;
    private readonly int _run;
    private readonly ChangeSignal _changed = new();
    private readonly Lock _gate = new();
    private readonly List<SessionEvent> _seen = [];
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _reading;
    private readonly Task _following;
    private int _disposed;

    private FilmedPhone(PersonalPTClient client, LiveSession session, PhoneDiary diary)
    {
        (_client, _session, _diary) = (client, session, diary);
        _run = diary.Begin(() => (long)session.FirstInputSeq);
        _reading = Read();
        _following = Follow();
    }

    /// <summary>The session's id.</summary>
    public string SessionId => _session.SessionId;

    /// <summary>What was seen, in the order of seeing.</summary>
    public IReadOnlyList<SessionEvent> Seen
    {
        get
        {
            lock (_gate)
                return [.. _seen];
        }
    }

    /// <summary>How many events were seen.</summary>
    public int SeenCount
    {
        get
        {
            lock (_gate)
                return _seen.Count;
        }
    }

    /// <summary>Reps that were seen.</summary>
    public int Reps
    {
        get
        {
            lock (_gate)
                return _seen.Count(e => e.RepCompleted is not null);
        }
    }

    /// <summary>How it is connected.</summary>
    public ConnectionState Connection => _session.Connection;

    /// <summary>The newest status; null until one has come.</summary>
    public SessionStatus? Status => _session.Status;

    /// <summary>Why the connection was lost or the session cannot go on; null where neither is so.</summary>
    public PersonalPTException? Problem => _session.Problem;

    /// <summary>Whether it goes on no more: the session has ended, or failed for this phone.</summary>
    public bool IsOver => Connection is ConnectionState.Ended or ConnectionState.Failed or ConnectionState.Disposed;

    /// <summary>Starts a session, or finds one that another run has started. Where the server has too much to do it comes again when it is told to.</summary>
    /// <param name="server">Where it connects.</param>
    /// <param name="athlete">Who is filmed.</param>
    /// <param name="options">The session's.</param>
    /// <param name="diary">The session's.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="gym">Where.</param>
    /// <exception cref="PersonalPTException">The server refused, or could not be reached.</exception>
    public static async Task<FilmedPhone> StartAsync(
        Uri server, string athlete, LiveSessionOptions options, PhoneDiary diary, CancellationToken cancellationToken, string gym = "gym")
    {
        var client = Connect(server, "athlete", athlete, gym);
        try
        {
            while (true)
            {
                try
                {
                    return new FilmedPhone(client, await client.StartSessionAsync(options, cancellationToken), diary);
                }
                catch (PersonalPTException e) when (e is { Kind: PersonalPTErrorKind.Overloaded, RetryAfter: { } asked })
                {
                    // As an app does that was asked to come again.
                    await Task.Delay(asked, cancellationToken);
                }
            }
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>Somebody's client.</summary>
    public static PersonalPTClient Connect(Uri server, string role, string user, string gym = "gym") =>
        new(new PersonalPTClientOptions { Address = server, Credential = ClientCredential.Development(gym, role, user) });

    /// <summary>A session that counts a film.</summary>
    /// <param name="film">What will be pushed.</param>
    /// <param name="before">How long before the film's first frame the session's times begin.</param>
    public static LiveSessionOptions SessionOf(Film film, TimeSpan before = default)
    {
        ArgumentNullException.ThrowIfNull(film);
        return new LiveSessionOptions
        {
            SessionId = Guid.NewGuid().ToString(),
            ExerciseId = film.ExerciseId,
            Capture = new CaptureHeader
            {
                CoordinateSpace = CoordinateSpace.Isotropic,
                LandmarkModel = LandmarkModel.BlazeposeFull,
                NominalRateHz = 30,
                CaptureEpochUs = film.Frames[0].CaptureMicros - (before.Ticks / TimeSpan.TicksPerMicrosecond),
            },
        };
    }

    /// <summary>Waits until something is so; looks again after every event and every change of status or connection.</summary>
    public Task WhenAsync(Func<FilmedPhone, bool> condition, CancellationToken cancellationToken) => _changed.WhenAsync(() => condition(this), cancellationToken);

    /// <summary>An image was taken.</summary>
    public void Push(CapturedFrame frame)
    {
        _diary.Note(_run, new MadeInput(MadeInputKind.Frame, frame.CaptureMicros, frame.Landmarks));
        if (frame.Landmarks.IsEmpty)
            _session.PushNobody(frame.CaptureMicros);
        else
            _session.Push(frame.CaptureMicros, MemoryMarshal.Cast<Landmark, float>(frame.Landmarks.Span));
    }

    /// <summary>Images were taken.</summary>
    public void Push(IEnumerable<CapturedFrame> frames)
    {
        ArgumentNullException.ThrowIfNull(frames);
        foreach (var frame in frames)
            Push(frame);
    }

    /// <summary>Somebody pressed a button.</summary>
    public void Press(MadeInputKind button, string? exerciseId = null)
    {
        _diary.Note(_run, new MadeInput(button, 0, default, exerciseId));
        switch (button)
        {
            case MadeInputKind.SelectExercise:
                _session.SelectExercise(exerciseId!);
                break;
            case MadeInputKind.EndSet:
                _session.EndSet();
                break;
            case MadeInputKind.Pause:
                _session.Pause();
                break;
            case MadeInputKind.Unpause:
                _session.Unpause();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(button), button, "There is no such button.");
        }
    }

    /// <summary>Ends the session, and completes when its last event has been seen.</summary>
    /// <exception cref="PersonalPTException">The session cannot go on from here.</exception>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        _diary.Note(_run, new MadeInput(MadeInputKind.EndSession, 0, default));
        await _session.EndAsync(cancellationToken);
        await _reading.WaitAsync(cancellationToken);
    }

    /// <summary>The app is killed: what was not sent is lost. What it saw stays readable.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
            return;
        await _closing.CancelAsync();
        await _client.DisposeAsync();
        await Task.WhenAll(_reading, _following);
        _closing.Dispose();
    }

    private async Task Read()
    {
        try
        {
            await foreach (var entry in _session.Events(_closing.Token))
            {
                lock (_gate)
                    _seen.Add(entry);
                _changed.Tell();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or PersonalPTException)
        {
            // The app is killed, or the session cannot go on; the connection's state says so.
        }

        _changed.Tell();
    }

    private async Task Follow()
    {
        try
        {
            await foreach (var _ in _session.Changes(_closing.Token))
                _changed.Tell();
        }
        catch (OperationCanceledException)
        {
            // The app is killed.
        }

        _changed.Tell();
    }
}
