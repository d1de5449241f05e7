using CsCheck;
using PersonalPT.Counting.Skeletons;
using PersonalPT.Counting.Tests.Figures;
using PersonalPT.Testing;

namespace PersonalPT.Counting.Tests;

public sealed class RepCounterTests
{
    private static readonly Gen<Action<Film>> _stretch = Gen.Frequency(
        (4, Gen.Select(Gen.Int[1, 6], Gen.Double[1.2, 3.5], (n, period) => new Action<Film>(f => f.Squats(n, period)))),
        (2, Gen.Select(Gen.Double[1, 2], Gen.Double[3, 5], Gen.Double[.3, .6], (from, seconds, depth) =>
            new Action<Film>(f => f.StandUp(from, seconds).Still(8 - seconds).Squats(3, 1.2, depth)))),
        (2, Gen.Double[1, 14].Select(s => new Action<Film>(f => f.Still(s)))),
        (2, Gen.Double[1, 12].Select(s => new Action<Film>(f => f.Wave(s)))),
        (1, Gen.Double[.1, 8].Select(s => new Action<Film>(f => f.Nobody(s)))),
        (1, Gen.Double[.1, 4].Select(s => new Action<Film>(f => f.Broken(s)))),
        (1, Gen.Double[-4, 4].Select(s => new Action<Film>(f => f.Skip(s)))),
        (1, Gen.Double[0, 3].Select(s => new Action<Film>(f => f.Stray(s)))),
        (1, Gen.Const(new Action<Film>(f => f.End()))),
        (1, Gen.Int[1, 50].Select(n => new Action<Film>(f => f.Lose(n)))),
        (1, Gen.Select(Gen.Double[12, 60], Gen.Double[0, .5], (rate, jitter) => new Action<Film>(f => f.At(rate, jitter)))));

    private static readonly Gen<Film> _film = Gen.Select(Gen.Int[0, 1_000_000], _stretch.Array[3, 9], (seed, stretches) =>
    {
        var film = new Film(seed);
        foreach (var stretch in stretches)
            stretch(film);
        return film;
    });

    [Fact]
    public void Every_even_squat_is_counted_once() =>
        Gen.Select(Gen.Int[0, 1000], Gen.Int[2, 20], Gen.Double[1, 4]).Sample((seed, reps, period) =>
        {
            var session = new Session().Run(new Film(seed).Still(1).Squats(reps, period).Still(1).End());

            Assert.Equal(reps, session.Reps.Count());
            Assert.Equal(reps, Assert.Single(session.Sets).FinalVote);
        }, iter: 100);

    [Fact]
    public void The_rate_of_frames_and_its_changes_do_not_change_the_count() =>
        Gen.Select(Gen.Int[0, 1000], Gen.Double[5, 120].Array[3], Gen.Double[0, .8], Gen.Double[1.6, 4]).Sample((seed, rates, jitter, period) =>
        {
            var film = new Film(seed).At(rates[0], jitter).Still(1);
            foreach (var rate in rates)
                film.At(rate, rate < 8 ? Math.Min(jitter, .4) : jitter).Squats(4, period);
            var session = new Session().Run(film.Still(1).End());

            Assert.Equal(4 * rates.Length, session.Reps.Count());
        }, iter: 100);

    [Fact]
    public void Times_of_reps_are_those_of_the_movement_at_any_rate() =>
        Gen.Select(Gen.Int[0, 1000], Gen.Double[8, 120], Gen.Double[1.6, 4]).Sample((seed, rate, period) =>
        {
            var set = Assert.Single(new Session().Run(new Film(seed).At(rate).Still(1).Squats(6, period).Still(1).End()).Sets);

            for (var k = 0; k < set.Reps.Count; k++)
            {
                var peak = Film.Epoch + 1_000_000 + (long)((k + .5) * period * 1e6);
                Assert.InRange(set.Reps[k].PeakMicros - peak, -200_000, 200_000);
            }
        }, iter: 50);

    [Fact]
    public void A_rep_reaches_as_far_as_the_movement_went_however_long_the_set_is()
    {
        // Ninety seconds of deep squats and ninety of shallower ones: longer than everything that is kept of a set.
        var film = new Film().Still(1).Squats(45, 2).Squats(45, 2, depth: .7).Still(1).End();

        var session = new Session().Run(film);

        var reps = Assert.Single(session.Sets).Reps;
        Assert.Equal(90, reps.Count);
        Assert.All(reps.Take(44), rep => Assert.InRange(rep.Range!.Value, .8f, 1.6f));
        var deep = reps.Take(44).Average(rep => rep.Range!.Value);
        Assert.All(reps.Skip(46), rep => Assert.InRange(rep.Range!.Value / deep, .4f, .85f));
        Assert.All(session.Reps, rep => Assert.NotNull(rep.Rep.Range));
    }

    [Fact]
    public void A_rep_is_given_out_soon_after_it_is_over()
    {
        var film = new Film().Still(1).Squats(10, 2).Still(3).End();
        var times = film.Inputs.OfType<Film.Input.Frame>().Select(f => f.Micros).ToArray();

        var session = new Session().Run(film);

        foreach (var rep in session.Reps)
        {
            var over = Film.Epoch + 1_000_000 + rep.Ordinal * 2_000_000;
            Assert.InRange(times[(int)rep.InputSeq - 1] - over, -1_000_000, 1_000_000);
            Assert.False(rep.FoundLate);
        }
    }

    [Fact]
    public void A_fresh_counter_from_any_restart_point_gives_the_same_events() =>
        _film.Sample(film =>
        {
            var points = new HashSet<RestartPoint>();
            var session = new Session();
            points.Add(session.Counter.RestartPoint);
            session.Run(film, after: _ => points.Add(session.Counter.RestartPoint));

            foreach (var point in points)
            {
                var fresh = new Session(new RepCounter(Taught.Squat, new CountingSettings(), point.SetNumber, point.InputSeq)).Run(film, point.InputSeq);

                Assert.Equal(EventsFrom(session, point), EventsFrom(fresh, point));
                Assert.Equal(session.Counter.RestartPoint, fresh.Counter.RestartPoint);
                if (fresh.Frames > 0)
                    Assert.Equal(session.Counter.Status, fresh.Counter.Status);
            }
        }, iter: 60);

    [Fact]
    public void What_a_counter_holds_back_comes_out_as_from_a_fresh_one()
    {
        // Standing up from deep is a wide movement, against which small squats are nothing. The counter that starts behind it sees the squats only.
        var film = new Film().StandUp(1.5, 4.5).Still(3).Squats(3, 1.2, depth: .45).Still(9);
        var points = new HashSet<RestartPoint>();
        var session = new Session();
        var (known, heldBack) = (0, 0);
        session.Run(film, after: seq =>
        {
            points.Add(session.Counter.RestartPoint);
            heldBack += session.Events.Skip(known).Count(e => e.InputSeq < seq);
            known = session.Events.Count;
        });

        Assert.InRange(heldBack, 2, 3);
        Assert.All(points, point => Assert.Equal(
            EventsFrom(session, point),
            EventsFrom(new Session(new RepCounter(Taught.Squat, new CountingSettings(), point.SetNumber, point.InputSeq)).Run(film, point.InputSeq), point)));
    }

    [Fact]
    public void While_no_set_is_running_the_restart_point_is_at_most_ten_seconds_old_and_moves_by_five()
    {
        Gen.Int[0, 3].Select(Gen.Int[0, 1000]).Sample((kind, seed) =>
        {
            var film = new Film(seed);
            _ = kind switch { 0 => film.Still(60), 1 => film.Nobody(60), 2 => film.Still(20).Nobody(20).Still(20), _ => film.At(10).Still(60) };
            var times = film.Inputs.OfType<Film.Input.Frame>().Select(f => f.Micros).ToArray();
            var session = new Session();
            var points = new HashSet<RestartPoint>();

            session.Run(film, after: seq =>
            {
                var point = session.Counter.RestartPoint;
                points.Add(point);
                Assert.InRange(times[seq - 1] - times[Math.Min(point.InputSeq, seq) - 1], 0, 10_000_000);
            });

            Assert.Empty(session.Events);
            Assert.InRange(points.Count, 10, 21);
        }, iter: 8);
    }

    [Fact]
    public void While_a_set_is_running_the_restart_point_is_its_first_input()
    {
        var session = new Session();
        RestartPoint? pinned = null;

        session.Run(new Film().Still(7).Squats(12, 2), after: _ =>
        {
            if (!session.Counter.Status.InSet)
                return;

            pinned ??= session.Counter.RestartPoint;
            Assert.Equal(pinned, session.Counter.RestartPoint);
        });

        Assert.NotNull(pinned);
    }

    [Fact]
    public void A_rep_once_emitted_is_never_taken_back() => _film.Sample(film => AssertLedger(new Session().Run(film)), iter: 150);

    [Fact]
    public void Hostile_input_never_throws_and_never_gives_a_status_that_is_not_finite()
    {
        var coordinate = Gen.Frequency(
            (8, Gen.Float[-1, 1]),
            (1, Gen.OneOf(float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.Epsilon, 0f, 1e6f, -1e6f)),
            (1, Gen.Float));
        var body = Gen.Frequency(
            (1, Gen.Select(coordinate, coordinate, coordinate, coordinate, (x, y, z, v) => new Landmark(x, y, z, v)).Array[Skeleton.LandmarkCount]),
            (1, Gen.Float[-1, 1].Array[99].Select(Wild)),
            (1, Gen.Const(Array.Empty<Landmark>())));
        var time = Gen.Frequency((12, Gen.Long[1, 100_000]), (1, Gen.Long[-5_000_000, 5_000_000]), (1, Gen.Long));

        Gen.Select(body, time).Array[1, 400].Sample(frames =>
        {
            var session = new Session();
            var events = new List<CountingEvent>();
            var now = Film.Epoch;
            for (var i = 0; i < frames.Length; i++)
            {
                now = unchecked(now + frames[i].Item2);
                session.Counter.Push(i + 1, now, frames[i].Item1, events);
                Assert.InRange(session.Counter.Status.Progress, 0f, 1f);
                Assert.True(Enum.IsDefined(session.Counter.Status.State));
            }
        }, iter: 300);
    }

    [Fact]
    public void Frames_that_come_again_or_late_change_nothing() =>
        Gen.Select(Gen.Int[0, 1000], Gen.Int[5, 40]).Sample((seed, every) =>
        {
            var film = new Film(seed).Still(18).Squats(9, 2).End();
            var counter = new RepCounter(Taught.Squat, new CountingSettings());
            var events = new List<CountingEvent>();
            var seq = 0L;
            Film.Input.Frame? before = null;
            foreach (var input in film.Inputs)
            {
                seq++;
                if (input is not Film.Input.Frame frame)
                {
                    counter.EndSet(seq, SetEndReason.Client, events);
                    continue;
                }

                counter.Push(seq, frame.Micros, frame.Landmarks, events);
                if (before is not null && seq % every == 0)
                    counter.Push(seq, before.Micros, before.Landmarks, events);
                if (seq % (every + 1) == 0)
                    counter.Push(seq, frame.Micros, [], events);
                before = frame;
            }

            Assert.Equal(new Session().Run(film).Events.Select(Session.Describe), events.Select(Session.Describe));
        }, iter: 20);

    [Theory]
    [InlineData(2.5, 0)]
    [InlineData(3.1, 1)]
    public void A_set_ends_when_nobody_is_seen_for_three_seconds(double seconds, int ended)
    {
        var session = new Session().Run(new Film().Squats(4, 2).Nobody(seconds));

        Assert.Equal(ended, session.Sets.Count());
        Assert.All(session.Sets, set => Assert.Equal(SetEndReason.NobodySeen, set.Reason));
        Assert.Equal(4, session.Reps.Count());
        Assert.False(session.Counter.Status.PersonSeen);
    }

    [Fact]
    public void A_person_whose_landmarks_are_not_finite_is_nobody()
    {
        var session = new Session().Run(new Film().Squats(4, 2).Broken(3.1));

        Assert.Equal(SetEndReason.NobodySeen, Assert.Single(session.Sets).Reason);
    }

    [Fact]
    public void A_silence_of_three_seconds_ends_a_set_and_the_frame_after_it_begins_the_next_one()
    {
        var film = new Film().Squats(4, 2);
        var next = film.Inputs.Count + 1;
        var session = new Session();
        session.Run(film.Skip(3).Still(.1));

        var set = Assert.Single(session.Sets);
        Assert.Equal((SetEndReason.NobodySeen, (long)next), (set.Reason, set.InputSeq));
        Assert.Equal(new RestartPoint(next, 2), session.Counter.RestartPoint);
    }

    [Fact]
    public void A_clock_that_jumps_back_ends_the_set_and_counting_goes_on_by_the_new_clock()
    {
        var session = new Session().Run(new Film().Squats(4, 2).Skip(-3600).Squats(4, 2).End());

        Assert.Equal([SetEndReason.ClockChanged, SetEndReason.Client], session.Sets.Select(s => s.Reason));
        Assert.Equal([4, 4], session.Sets.Select(s => s.Reps.Count));
    }

    [Fact]
    public void A_set_ends_when_the_athlete_rests_and_the_next_one_is_counted_anew()
    {
        var session = new Session().Run(new Film().Still(2).Squats(6, 2).Still(12).Squats(5, 3).End());

        Assert.Equal([SetEndReason.Rest, SetEndReason.Client], session.Sets.Select(s => s.Reason));
        Assert.Equal([6, 5], session.Sets.Select(s => s.Reps.Count));
        Assert.Equal([1, 2], session.Sets.Select(s => s.SetNumber));
    }

    [Fact]
    public void A_long_set_is_cut_between_two_reps_and_none_is_lost_or_counted_twice() =>
        Gen.Select(Gen.Int[0, 100], Gen.Double[1.5, 4]).Sample((seed, period) =>
        {
            var reps = (int)(640 / period);
            var session = new Session().Run(new Film(seed).At(15).Squats(reps, period).Still(1).End());

            Assert.Equal([SetEndReason.Continued, SetEndReason.Continued, SetEndReason.Client], session.Sets.Select(s => s.Reason));
            Assert.Equal(reps, session.Reps.Count());
            AssertLedger(session);
        }, iter: 12);

    [Fact]
    public void No_set_is_longer_than_five_minutes() =>
        Gen.Int[0, 100].Sample(seed =>
        {
            var film = new Film(seed).At(15).Squats(3, 2);
            while (film.Micros < Film.Epoch + 700_000_000)
                film.Wave(7);
            var started = 0L;
            var times = film.Inputs.OfType<Film.Input.Frame>().Select(f => f.Micros).ToArray();
            var session = new Session();

            session.Run(film, after: seq =>
            {
                if (session.Counter.Status.InSet)
                    started = Math.Max(started, times[seq - 1] - times[session.Counter.RestartPoint.InputSeq - 1]);
            });

            Assert.InRange(started, 1, 300_000_000);
        }, iter: 4);

    [Fact]
    public void A_set_in_which_nothing_was_found_takes_no_number_and_says_nothing()
    {
        var session = new Session().Run(new Film().Still(3).End().Nobody(4).Still(1).End());

        Assert.Empty(session.Events);
        Assert.Equal(1, session.Counter.Status.SetNumber);
    }

    [Fact]
    public void Reps_that_come_to_light_at_the_end_are_given_out_before_it()
    {
        var session = new Session().Run(new Film().Squats(2, 1.5).End());

        Assert.Equal(["SetStarted", "RepCompleted", "RepCompleted", "SetEnded"], session.Events.Select(e => e.GetType().Name));
    }

    [Fact]
    public void A_gap_ends_the_set_and_counting_starts_anew_behind_it()
    {
        var session = new Session().Run(new Film().Squats(4, 2).Lose(100).Squats(4, 2).End());

        Assert.Equal([SetEndReason.Gap, SetEndReason.Client], session.Sets.Select(s => s.Reason));
        Assert.Equal(new Gap(2, 341, 241), Assert.Single(session.Events.OfType<Gap>()));
    }

    [Fact]
    public void A_gap_while_no_set_is_running_is_told_too()
    {
        var session = new Session().Run(new Film().Lose(10));

        Assert.Equal(new Gap(1, 11, 1), Assert.Single(session.Events));
        Assert.Equal(new RestartPoint(11, 1), session.Counter.RestartPoint);
    }

    [Theory]
    [InlineData(SetEndReason.Client)]
    [InlineData(SetEndReason.ExerciseChanged)]
    [InlineData(SetEndReason.SessionEnded)]
    public void A_set_is_ended_for_the_reason_given(SetEndReason reason) =>
        Assert.Equal(reason, Assert.Single(new Session().Run(new Film().Squats(4, 2).End(reason)).Sets).Reason);

    [Fact]
    public void Sets_that_are_not_to_be_split_end_only_when_told()
    {
        var session = new Session(splitSets: false).Run(new Film().Squats(6, 2).Still(12).Nobody(5).Squats(6, 2).Skip(20).Squats(3, 2).End());

        Assert.Equal(SetEndReason.Client, Assert.Single(session.Sets).Reason);
        Assert.InRange(session.Reps.Count(), 14, 16);
        Assert.Single(session.Reps.Select(r => r.SetNumber).Distinct());
    }

    [Fact]
    public void Status_follows_the_movement()
    {
        var session = new Session();
        session.Run(new Film().Still(1));
        Assert.Equal((true, MovementState.Rest, false), (session.Counter.Status.PersonSeen, session.Counter.Status.State, session.Counter.Status.InSet));
        Assert.InRange(session.Counter.Status.Progress, 0f, .2f);

        session = new Session().Run(new Film().Squats(4.5, 2));
        Assert.Equal((MovementState.Active, true, 4), (session.Counter.Status.State, session.Counter.Status.InSet, session.Counter.Status.RepsInSet));
        Assert.InRange(session.Counter.Status.Progress, .8f, 1f);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(32)]
    [InlineData(34)]
    public void A_frame_with_another_number_of_landmarks_is_refused_and_changes_nothing(int landmarks)
    {
        var counter = new RepCounter(Taught.Squat, new CountingSettings());
        var before = (counter.Status, counter.RestartPoint);

        Assert.Throws<ArgumentException>(() => counter.Push(1, Film.Epoch, new Landmark[landmarks], new List<CountingEvent>()));
        Assert.Equal(before, (counter.Status, counter.RestartPoint));
    }

    [Fact]
    public void Nothing_is_allocated_for_a_frame_that_gives_no_event()
    {
        var frames = new Film().Still(25).Squats(60, 2).Still(8).Nobody(10).Still(12).Inputs.OfType<Film.Input.Frame>().ToArray();

        // The least of some rounds for each frame (see Allocation): a frame that allocates does so in every round, for the counter is deterministic.
        var least = Enumerable.Repeat(long.MaxValue, frames.Length).ToArray();
        for (var round = 0; round < 4; round++)
        {
            var counter = new RepCounter(Taught.Squat, new CountingSettings());
            var events = new List<CountingEvent>(1000);
            for (var i = 0; i < frames.Length; i++)
            {
                var (had, before) = (events.Count, GC.GetAllocatedBytesForCurrentThread());
                counter.Push(i + 1, frames[i].Micros, frames[i].Landmarks, events);
                least[i] = events.Count == had ? Math.Min(least[i], GC.GetAllocatedBytesForCurrentThread() - before) : 0;
            }

            Assert.Equal(60, events.OfType<RepCompleted>().Count());
        }

        Assert.All(least, bytes => Assert.Equal(0, bytes));
    }

    [Fact]
    public void A_session_keeps_at_most_64_kilobytes()
    {
        var frames = new Film().Still(12).Squats(135, 2).Inputs.OfType<Film.Input.Frame>().ToArray();
        var model = Taught.Squat;
        var events = new List<CountingEvent>(1000);
        RepCounter counter = null!;
        var allocated = Allocation.Of(() =>
        {
            events.Clear();
            counter = new RepCounter(model, new CountingSettings());
            for (var i = 0; i < frames.Length; i++)
                counter.Push(i + 1, frames[i].Micros, frames[i].Landmarks, events);
        });
        Assert.Equal(135, counter.Status.RepsInSet);

        // The events are the caller's. Copies of them weigh as much.
        var given = Allocation.Of(() =>
        {
            foreach (var e in events)
                _ = e with { };
        });

        Assert.InRange(given, 135, allocated);
        Assert.InRange(allocated - given, 1, 64 * 1024);
    }

    private static IEnumerable<string> EventsFrom(Session session, RestartPoint point) => session.Events
        .Where(e => e.InputSeq >= point.InputSeq && e.SetNumber >= point.SetNumber && !(e is Gap && e.InputSeq == point.InputSeq))
        .Select(Session.Describe);

    private static void AssertLedger(Session session)
    {
        var sets = 0;
        List<RepCompleted>? running = null;
        foreach (var e in session.Events)
        {
            switch (e)
            {
                case SetStarted started:
                    Assert.Null(running);
                    Assert.Equal(++sets, started.SetNumber);
                    running = [];
                    break;
                case RepCompleted rep:
                    Assert.NotNull(running);
                    Assert.Equal((sets, running.Count + 1), (rep.SetNumber, rep.Ordinal));
                    AssertOrdered(rep.Rep);
                    running.Add(rep);
                    break;
                case SetEnded ended:
                    Assert.NotNull(running);
                    Assert.NotEmpty(running);
                    Assert.Equal((sets, running.Count), (ended.SetNumber, ended.Reps.Count));
                    Assert.InRange(ended.FinalVote, 0, running.Count);
                    Assert.All(ended.Reps, AssertOrdered);
                    Assert.Equal(ended.Reps.Select(r => r.StartMicros).Order(), ended.Reps.Select(r => r.StartMicros));
                    running = null;
                    break;
                case Gap gap:
                    Assert.Null(running);
                    Assert.Equal(sets + 1, gap.SetNumber);
                    break;
            }
        }

        Assert.Equal(running is not null, session.Counter.Status.InSet);
        Assert.Equal(running?.Count ?? 0, session.Counter.Status.RepsInSet);
    }

    private static void AssertOrdered(Rep rep) => Assert.True(rep.StartMicros <= rep.PeakMicros && rep.PeakMicros <= rep.EndMicros, rep.ToString());

    private static Landmark[] Wild(float[] values) =>
        [.. Enumerable.Range(0, Skeleton.LandmarkCount).Select(i => new Landmark(values[3 * i], values[3 * i + 1], values[3 * i + 2], 1))];
}
