using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Tests.Sessions;
using PersonalPT.Counting.Skeletons;
using PersonalPT.Counting.Training;
using Lesson = PersonalPT.Contracts.Models.Lesson;
using SetEnded = PersonalPT.Contracts.Sessions.SetEnded;

namespace PersonalPT.Contracts.Tests;

public sealed class ContractSerializationTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer(builder => builder.AddCountingTypes()).BuildServiceProvider();

    public static TheoryData<SessionEventBody> Bodies => [.. SessionEventTests.Keys.Select(row => row.Data.Item1)];

    public void Dispose() => _services.Dispose();

    [Theory, MemberData(nameof(Bodies))]
    public void An_event_says_the_same_on_another_silo(SessionEventBody body)
    {
        var sent = new SessionEvent(new SessionKey("iron-temple", "6f9619ff-8b86-4011-b42d-00c04fc964ff"), "ann", 7, 1_700_000_000_000_000, body);

        var received = Sent(sent);

        Assert.Equivalent(sent, received, strict: true);
        Assert.IsType(body.GetType(), received.Body);
        if (body is SetEnded ended)
            Assert.Equal(ended.Reps, ((SetEnded)received.Body).Reps);
    }

    [Fact]
    public void A_batch_arrives_with_every_number_it_had() =>
        Gen.Select(Gen.Long[1, 1_000_000], Gen.Enum<InputKind>().Array[0, 20], Gen.Float.Array[0, 264]).Sample((first, kinds, landmarks) =>
        {
            var batch = new InputBatch
            {
                FirstInputSeq = first,
                Inputs = kinds.Select((kind, i) => new SessionInput(kind, i, kind == InputKind.SelectExercise ? "squat" : null)).ToArray(),
                Landmarks = landmarks,
                OldestHeldInputSeq = first - 1,
                ArrivedMicros = 5,
            };

            var received = Sent(batch);

            Assert.Equal(
                (batch.FirstInputSeq, batch.OldestHeldInputSeq, batch.ArrivedMicros), (received.FirstInputSeq, received.OldestHeldInputSeq, received.ArrivedMicros));
            Assert.Equal(batch.Inputs.ToArray(), received.Inputs.ToArray());
            Assert.Equal(landmarks, received.Landmarks.ToArray());
        });

    public static TheoryData<DemonstrationLabels> Labels =>
    [
        new DemonstrationLabels.Unlabelled(),
        new DemonstrationLabels.RepCount(5),
        new DemonstrationLabels.RepSpans([new CaptureSpan(1, 2), new CaptureSpan(2, 3)]),
        new DemonstrationLabels.StateSpans([new CaptureSpan(1, 2)], [new CaptureSpan(3, 4)]),
    ];

    [Theory, MemberData(nameof(Labels))]
    public void A_lesson_arrives_with_what_the_coach_said(DemonstrationLabels labels)
    {
        var lesson = new Lesson(new PackedFrames([1, 2], [true, false], [new Landmark(1, 2, 3, .5f)]), labels, SwapPoses: true);

        var received = Sent(lesson);

        Assert.Equivalent(lesson, received, strict: true);
        Assert.IsType(labels.GetType(), received.Labels);
    }

    private T Sent<T>(T value)
    {
        var serializer = _services.GetRequiredService<Serializer>();
        return serializer.Deserialize<T>(serializer.SerializeToArray(value))!;
    }
}
