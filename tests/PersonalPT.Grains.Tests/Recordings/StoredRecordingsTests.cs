using System.IO.Compression;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Recordings;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Counting.Training;
using PersonalPT.Evaluation.DataSets;
using PersonalPT.Grains.Recordings;
using PersonalPT.Grains.Sessions;
using PersonalPT.Grains.Tests.House;

namespace PersonalPT.Grains.Tests.Recordings;

public sealed class StoredRecordingsTests(TestHouse house) : IClassFixture<TestHouse>
{
    private static readonly Tape[] s_films =
    [
        Tape.Busy,
        new Tape().Sets("squat", 5, 4).Nobody(5).Sets("squat", 3).Add(InputKind.EndSession),
        new Tape().OpenSet("squat", 4).Add(InputKind.SelectExercise, "no_such").OpenSet("squat", 3).Add(InputKind.SelectExercise, "push_up").Sets("push_up", 5)
            .Add(InputKind.SelectExercise, "squat").Sets("squat", 3),
    ];

    private IRecordings Recordings => house.Silo.GetRequiredService<IRecordings>();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Counted_again_with_what_counted_it_a_recording_gives_what_the_log_has()
    {
        await Gen.Select(Gen.Int[0, s_films.Length - 1], Gen.Double[0, .98].Array[0, 4], Gen.Enum<Mishap>().Array[4], Gen.Int[5, 60]).SampleAsync(
            async (film, places, mishaps, size) =>
            {
                var tape = s_films[film];
                var gym = await house.NewGym();
                var session = await house.NewSession(gym, record: true);
                var phone = new Phone(house, session, tape);
                foreach (var (i, place) in places.Order().Index())
                {
                    // The one before has come again by then, so that what it knew is known.
                    await phone.SendTo(Math.Max(phone.Next, 1 + (long)(place * tape.Last)), () => size);
                    switch (mishaps[i])
                    {
                        case Mishap.GoesAway:
                            await house.Deactivate(session);
                            break;
                        case Mishap.IsFenced:
                            await house.Storage.Journal.Claim(session, Cancelled);
                            break;
                        case Mishap.LosesInputs:
                            phone.Lose(40);
                            break;
                        case Mishap.IsTaught:
                            await house.Teach(gym, "", "squat");
                            break;
                    }
                }

                await phone.SendAll(() => size);
                await house.Deactivate(session);
                await house.Storage.Recordings.UntilKept(session, tape.Last, Cancelled);

                var log = house.Storage.Journal.Events(session).Select(e => e.Body).ToArray();
                Assert.Equal(Words(CountedSet.Of(log)), Words(CountedSet.Of(await Replay(session, log))));
            },
            iter: 10, threads: 1);
    }

    [Fact]
    public async Task Every_input_is_kept_once_whatever_the_activation_goes_through()
    {
        var tape = Tape.Busy;
        var session = await house.NewSession(await house.NewGym(), record: true);
        var phone = new Phone(house, session, tape);
        for (var at = 170L; at < tape.Last; at += 330)
        {
            await phone.SendTo(at, () => 20);
            await house.Deactivate(session);
        }

        await phone.SendAll(() => 20);
        await house.Storage.Recordings.UntilKept(session, tape.Last, Cancelled);

        var chunks = house.Storage.Recordings.Chunks(session).Select(c => c.Span).ToArray();
        var plan = RecordingPlan.Of(chunks);
        Assert.Empty(RecordingPlan.Gaps(plan));
        Assert.True(chunks.Max(c => c.Claim) > 3, "It was to be rebuilt a few times.");
        // Nothing is there that another claim has wholly: all that came again did so instead of what was there.
        Assert.Equal(chunks.OrderBy(c => c.FirstInputSeq), plan.Select(s => s.Chunk).Distinct().OrderBy(c => c.FirstInputSeq));
        var read = new List<SessionInput>();
        await foreach (var batch in Recordings.Read((await house.Storage.Recordings.Find(session, Cancelled))!, cancellationToken: Cancelled))
        {
            Assert.Equal(read.Count + 1, batch.FirstInputSeq);
            read.AddRange(batch.Inputs.ToArray());
        }

        Assert.Equal(tape.Inputs.Select(i => (i.CaptureMicros, i.ExerciseId)), read.Select(i => (i.CaptureMicros, i.ExerciseId)));
    }

    [Fact]
    public async Task Of_a_session_whose_athlete_did_not_ask_nothing_is_kept()
    {
        var gym = await house.NewGym();
        var (silent, recorded) = (await house.NewSession(gym), await house.NewSession(gym, record: true));
        await new Phone(house, silent, Tape.Busy).SendAll();
        await new Phone(house, recorded, Tape.Busy).SendAll();
        await house.Storage.Recordings.UntilKept(recorded, Tape.Busy.Last, Cancelled);

        Assert.Empty(house.Storage.Recordings.Chunks(silent));
        Assert.Equal((false, true), ((await house.Session(silent).Get())!.IsRecorded, (await house.Session(recorded).Get())!.IsRecorded));
        Assert.Equal(RescoreRefusalKind.NotRecorded, (await Recordings.Rescore(silent, [Squat(1)], Cancelled)).Refusal!.Kind);
    }

    [Fact]
    public async Task A_store_that_fails_or_does_not_answer_harms_nobody_and_leaves_a_gap()
    {
        var gym = await house.NewGym();
        var undisturbed = await house.NewSession(gym);
        await new Phone(house, undisturbed, Tape.Busy).SendAll();
        var session = await house.NewSession(gym, record: true);
        var (failed, waiting) = (new TaskCompletionSource(), new TaskCompletionSource());
        house.Storage.Recordings.BeforeAdd = async (chunks, cancellationToken) =>
        {
            if (chunks.Any(c => c.Session == session && c.Span.FirstInputSeq == 1))
            {
                failed.SetResult();
                throw new IOException("The disk is full, the test says.");
            }

            if (chunks.Any(c => c.Session == session))
                await waiting.Task.WaitAsync(cancellationToken);
        };
        try
        {
            var phone = new Phone(house, session, Tape.Busy);
            await phone.SendTo(300);
            await failed.Task.WaitAsync(Cancelled);
            await phone.SendAll();
            Assert.Equal(house.Log(undisturbed), house.Log(session));
        }
        finally
        {
            waiting.SetResult();
            house.Storage.Recordings.BeforeAdd = (_, _) => Task.CompletedTask;
        }

        await house.Storage.Recordings.UntilKept(session, Tape.Busy.Last, Cancelled);
        var plan = RecordingPlan.Of(house.Storage.Recordings.Chunks(session).Select(c => c.Span));
        Assert.Equal(1, RecordingPlan.Gaps(plan)[0].FirstMissingInputSeq);
        var rescored = (await Recordings.Rescore(session, [Squat(1)], Cancelled)).Rescoring!;
        Assert.Equal((1, null), (rescored.Gaps[0].FirstMissingInputSeq, rescored.Gaps[0].StartMicros));
        Assert.True(rescored.Versions[0].Sets.Sum(s => s.Reps.Count) < rescored.Counted.Where(s => s.Model == Squat(1)).Sum(s => s.Reps.Count));
    }

    [Fact]
    public async Task While_the_session_is_paused_nothing_is_kept_of_what_a_frame_shows()
    {
        var tape = new Tape().OpenSet("squat", 2).Add(InputKind.Pause).OpenSet("squat", 3).Add(InputKind.Unpause).OpenSet("squat", 2).Add(InputKind.EndSession);
        var session = await Record(tape);
        var controls = tape.Inputs.Index().Where(i => i.Item.Kind is InputKind.Pause or InputKind.Unpause).Select(i => i.Index).ToArray();

        var seen = new List<InputKind>();
        await foreach (var batch in Recordings.Read((await house.Storage.Recordings.Find(session, Cancelled))!, cancellationToken: Cancelled))
            seen.AddRange(batch.Inputs.ToArray().Select(i => i.Kind));

        Assert.All(seen[(controls[0] + 1)..controls[1]], kind => Assert.Equal(InputKind.NobodySeen, kind));
        Assert.Equal(tape.Inputs.Take(controls[0] + 1).Select(i => i.Kind), seen.Take(controls[0] + 1));
        Assert.Equal(tape.Inputs.Skip(controls[1]).Select(i => i.Kind), seen.Skip(controls[1]));
    }

    [Fact]
    public async Task After_its_recording_was_deleted_a_session_that_goes_on_is_not_recorded_any_more()
    {
        var session = await house.NewSession(await house.NewGym(), record: true);
        var phone = new Phone(house, session, Tape.Busy);
        await phone.SendTo(400);
        await house.Storage.Recordings.UntilKept(session, 1, Cancelled);

        Assert.True(await Recordings.Delete(session));
        Assert.False((await house.Session(session).Get())!.IsRecorded);
        await phone.SendAll();
        await house.Deactivate(session);
        // Behind what the session handed over another one's is written.
        await Record(new Tape().OpenSet("squat", 2));

        Assert.Empty(house.Storage.Recordings.Chunks(session));
        Assert.IsType<SessionEnded>(house.Storage.Journal.Events(session)[^1].Body);
    }

    [Fact]
    public async Task Another_version_says_what_it_would_have_counted_beside_what_was_counted()
    {
        var session = await Record(Tape.Busy);
        var other = await house.Model(session.GymId, "", "squat").Import(Guid.NewGuid().ToString(), Taught.File("push_up"), activate: false, "coach");
        Assert.Null(other.Refusal);

        var result = (await Recordings.Rescore(session, [Squat(1), Squat(2), new ModelReference("", "push_up", 1)], Cancelled)).Rescoring!;

        Assert.Equal(Words(CountedSet.Of(house.Storage.Journal.Events(session).Select(e => e.Body))), Words(result.Counted));
        Assert.Equal(Reps(result.Counted.Where(s => s.Model.ExerciseId == "squat")), Reps(result.Versions[0].Sets));
        Assert.Equal(Reps(result.Counted.Where(s => s.Model.ExerciseId == "push_up")), Reps(result.Versions[2].Sets));
        // Squats are no push-ups.
        Assert.NotEqual(Reps(result.Versions[0].Sets), Reps(result.Versions[1].Sets));
        Assert.All(result.Versions[1].Sets, set => Assert.Equal(Squat(2), set.Model));
        Assert.Empty(result.Gaps);
        Assert.Equal((Tape.Busy.Inputs[0].CaptureMicros, Tape.Busy.Inputs[^1].CaptureMicros), (result.FirstMicros, result.LastMicros));
    }

    [Fact]
    public async Task What_cannot_be_counted_with_is_named()
    {
        var session = await Record(new Tape().OpenSet("squat", 2));

        Assert.Equal(new RescoreRefusal(RescoreRefusalKind.NoSuchVersion, 1), (await Recordings.Rescore(session, [Squat(1), Squat(9)], Cancelled)).Refusal);
        Assert.Equal(
            new RescoreRefusal(RescoreRefusalKind.OtherExercise, 0), (await Recordings.Rescore(session, [new ModelReference("", "push_up", 1)], Cancelled)).Refusal);
    }

    [Fact]
    public async Task A_damaged_chunk_is_a_gap()
    {
        var session = await Record(Tape.Busy);
        var store = house.Storage.Recordings;
        var damaged = store.Chunks(session)[1];
        damaged.Content[^1] ^= 1;

        var result = (await Recordings.Rescore(session, [Squat(1)], Cancelled)).Rescoring!;

        Assert.Equal((damaged.Span.FirstInputSeq, damaged.Span.LastInputSeq + 1), (Assert.Single(result.Gaps).FirstMissingInputSeq, result.Gaps[0].NextInputSeq));
    }

    [Fact]
    public async Task Frames_to_learn_from_are_those_that_the_session_held()
    {
        var tape = new Tape().OpenSet("squat", 4);
        var key = new SessionKey(await house.NewGym(), Guid.NewGuid().ToString());
        await house.Session(key).Start(TestHouse.Starting(holdFrames: true) with { Record = true });
        await new Phone(house, key, tape).SendAll();
        var span = new CaptureSpan(tape.Inputs[20].CaptureMicros, tape.Inputs[^20].CaptureMicros);
        var held = await house.Session(key).HeldFrames(span);
        await house.Deactivate(key);
        await house.Storage.Recordings.UntilKept(key, tape.Last, Cancelled);

        var recorded = await Recordings.Frames(key, span, Cancelled);

        Assert.Equal(held!.CaptureMicros, recorded!.CaptureMicros);
        Assert.Equal(held.Seen, recorded.Seen);
        Assert.Equal(held.Landmarks, recorded.Landmarks);
        Assert.Null(await Recordings.Frames(await house.NewSession(key.GymId), span, Cancelled));
    }

    [Fact]
    public async Task An_export_is_a_data_set_with_the_frames_their_times_and_the_reps()
    {
        var session = await Record(s_films[2]);
        var folder = Directory.CreateTempSubdirectory("personalpt-recording-");
        try
        {
            using (var zip = new MemoryStream())
            {
                await foreach (var piece in (await Recordings.Export(session, Cancelled))!)
                    zip.Write(piece.Span);
                using var archive = new ZipArchive(zip);
                await archive.ExtractToDirectoryAsync(folder.FullName, Cancelled);
            }

            var set = DataSet.Load(folder.FullName, Cancelled);

            Assert.Equal(["squat", "push_up", "squat"], set.Sequences.Select(s => s.Exercise));
            Assert.Equal([7, 5, 3], set.Sequences.Select(s => s.Count));
            Assert.Equal([7, 5, 3], set.Sequences.Select(s => s.Cycles.Count));
            var frames = s_films[2].Inputs.Where(i => i.Kind is InputKind.Frame or InputKind.NobodySeen).ToArray();
            var read = set.Sequences.SelectMany(s => s.Frames).ToArray();
            Assert.Equal(frames.Select(f => (f.CaptureMicros, f.Kind == InputKind.NobodySeen)), read.Select(f => (f.CaptureMicros, f.Landmarks.IsEmpty)));
            var batch = s_films[2].Batch(1, s_films[2].Last);
            Assert.Equal(
                batch.Landmarks.ToArray(), read.SelectMany(f => f.Landmarks.ToArray()).SelectMany(l => new[] { l.X, l.Y, l.Z, l.Visibility }));
            var counted = CountedSet.Of(house.Storage.Journal.Events(session).Select(e => e.Body)).SelectMany(s => s.Reps).ToArray();
            var spans = set.Sequences.SelectMany(s => s.Cycles.Select(s.ToCaptureSpan)).ToArray();
            Assert.All(counted.Zip(spans), pair => Assert.InRange(Math.Abs(pair.First.StartMicros - pair.Second.StartMicros), 0, 70_000));
            Assert.Equal(3, (await File.ReadAllLinesAsync(Path.Combine(folder.FullName, "controls.csv"), Cancelled)).Count(line => line.Contains("select_exercise", StringComparison.Ordinal)));
            Assert.Contains("poses/", await File.ReadAllTextAsync(Path.Combine(folder.FullName, "README.txt"), Cancelled), StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        Assert.Null(await Recordings.Export(await house.NewSession(session.GymId), Cancelled));
    }

    private static ModelReference Squat(int version) => new("", "squat", version);

    // A set that a gap has ended is written by whoever knew of it, with provisional times or final ones.
    private static IEnumerable<string> Words(IEnumerable<CountedSet> sets) => sets.Select(set =>
        $"{set.SetNumber} {set.Model} {set.Reason}: {(set.Reason == Counting.SetEndReason.Gap ? $"{set.Reps.Count} reps" : string.Join(", ", set.Reps))}");

    private static IEnumerable<Counting.Rep> Reps(IEnumerable<CountedSet> sets) => sets.SelectMany(s => s.Reps);

    private async Task<SessionKey> Record(Tape tape)
    {
        var session = await house.NewSession(await house.NewGym(), record: true);
        await new Phone(house, session, tape).SendAll();
        await house.Deactivate(session);
        await house.Storage.Recordings.UntilKept(session, tape.Last, Cancelled);
        return session;
    }

    private async Task<IReadOnlyList<SessionEventBody>> Replay(SessionKey session, IReadOnlyList<SessionEventBody> log)
    {
        var replay = new RecordingReplay(
            CountingSettingsText.Default, log,
            reference => (reference, Taught.Model(reference.ExerciseId)));
        await foreach (var batch in Recordings.Read((await house.Storage.Recordings.Find(session, Cancelled))!, cancellationToken: Cancelled))
            replay.Take(batch);
        return replay.Entries;
    }

    private enum Mishap
    {
        GoesAway = 1,
        IsFenced = 2,
        LosesInputs = 3,
        IsTaught = 4,
    }
}
