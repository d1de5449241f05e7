using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Counting;
using RepCompleted = PersonalPT.Contracts.Sessions.RepCompleted;
using SetEnded = PersonalPT.Contracts.Sessions.SetEnded;
using SetStarted = PersonalPT.Contracts.Sessions.SetStarted;

namespace PersonalPT.Web.Tests.House;

/// <summary>Training of weeks that are over, written into the journal as a session writes it.</summary>
internal static class PastTraining
{
    private const long Second = 1_000_000;

    /// <summary>Squats and push-ups, three times a week for so many weeks until now: heavier, more and slower from week to week, with a correction now and then.</summary>
    public static async Task Write(IServiceProvider services, string athleteId, int weeks, CancellationToken cancellationToken)
    {
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        for (var week = 0; week < weeks; week++)
        {
            foreach (var day in new[] { 0, 2, 4 })
            {
                var at = now.AddDays(-7 * (weeks - week) + day + 1);
                // A week without training: the charts must go over it.
                if (week == weeks - 4)
                    continue;
                var reps = 6 + (week / 2) + day;
                await Write(
                    services, athleteId, at.ToUnixTimeMilliseconds() * 1000,
                    [.. Set(1, "squat", reps, 2.0 + (week * .05), 40 + (2.5 * week), week % 3 == 1 && day == 2 ? reps + 2 : null),
                    .. Set(2, "squat", reps - 2, 2.1 + (week * .05), 40 + (2.5 * week), null),
                    .. Set(3, "push_up", reps + 5, 1.4, null, null)],
                    cancellationToken);
            }
        }
    }

    private static IEnumerable<Func<long, SessionEventBody>> Set(int number, string exercise, int reps, double seconds, double? load, int? corrected)
    {
        var model = new ModelReference("", exercise, 1);
        Rep At(long began, int i) => Times(began + (number * 120 * Second) + (long)(i * (seconds + 1) * Second), seconds);
        yield return began => new SetStarted(number, At(began, 0).StartMicros, model);
        for (var i = 0; i < reps; i++)
        {
            var ordinal = i;
            yield return began => new RepCompleted(number, ordinal + 1, At(began, ordinal), FoundLate: false);
        }

        yield return began => new SetEnded(number, SetEndReason.Rest, [.. Enumerable.Range(0, reps).Select(i => At(began, i))], reps);
        if (load is { } kilograms)
            yield return _ => new SetAnnotated(Guid.NewGuid().ToString(), number, "carl", (int)(kilograms * 1000), null, null, SetAnnotationParts.None);
        if (corrected is { } said)
            yield return _ => new SetCorrected(Guid.NewGuid().ToString(), number, "carl", said);
    }

    private static Rep Times(long start, double seconds) => new(start, start + (long)(seconds * .45 * Second), start + (long)(seconds * Second));

    private static async Task Write(
        IServiceProvider services, string athleteId, long startedMicros, IReadOnlyList<Func<long, SessionEventBody>> events, CancellationToken cancellationToken)
    {
        var journal = services.GetRequiredService<IJournal>();
        var key = new SessionKey("gym", Guid.NewGuid().ToString());
        var point = new DurablePoint(1, 1, new ModelReference("", "squat", 1), "", 1, Paused: false);
        await journal.Create(new NewSession(key, athleteId, new CaptureHeader(1, 1, 1, 30, startedMicros, ""), false, point, startedMicros), cancellationToken);
        var claimed = (await journal.Claim(key, cancellationToken))!;
        SessionEventBody[] all = [.. events.Select(make => make(startedMicros)), new SessionEnded(SessionEndReason.Client)];
        Assert.Equal(
            AppendOutcome.Committed,
            await journal.Append(
                new JournalAppend(key, claimed.Epoch, claimed.LastEventSeq, athleteId, all, claimed.Point, startedMicros + (600 * Second)), cancellationToken));
    }
}
