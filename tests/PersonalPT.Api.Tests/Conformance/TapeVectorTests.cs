using System.Text;
using System.Text.Json;
using Google.Protobuf;
using PersonalPT.Api.Tests.House;
using PersonalPT.Protocol;
using PersonalPT.Protocol.V1;
using PersonalPT.Testing.Conformance;

namespace PersonalPT.Api.Tests.Conformance;

/// <summary>Somebody doing squats, frame by frame, for clients that want to see a real server count.</summary>
public sealed class TapeVectorTests(RunningServer server) : ServerTest(server)
{
    private const string File = "tape-squats.json";
    private const int Reps = 4;

    [Fact]
    public async Task The_tape_is_counted_as_it_says()
    {
        ConformanceVectors.WriteIfAsked(File, Text);
        var vector = ConformanceVectors.Read(File);
        var phone = As("athlete", "anna");
        var start = new StartSessionRequest
        {
            SessionId = Guid.NewGuid().ToString(),
            ExerciseId = vector.GetProperty("exercise_id").GetString(),
            Capture = JsonParser.Default.Parse<CaptureHeader>(vector.GetProperty("capture").GetRawText()),
        };
        await phone.Sessions.StartSessionAsync(start, cancellationToken: Patience);
        using var call = await TrackCall.Open(phone, start.SessionId);
        var inputs = vector.GetProperty("frames").EnumerateArray().Select(Read).ToList();
        inputs.Add(new Input { TimeUs = inputs[^1].TimeUs, EndSession = new EndSession() });
        var first = 1ul;
        foreach (var chunk in inputs.Chunk(100))
        {
            await call.Send(new TrackRequest { FirstInputSeq = first, Inputs = { chunk } });
            first += (ulong)chunk.Length;
        }

        await call.End();
        Assert.Equal(vector.GetProperty("reps").GetInt32(), call.Events.Count(e => e.RepCompleted is not null));
        Assert.Equal(Reps, call.Events.Single(e => e.SetEnded is not null).SetEnded.Reps.Count);
    }

    private static Input Read(JsonElement frame)
    {
        var time = ulong.Parse(frame[0].GetString()!, System.Globalization.CultureInfo.InvariantCulture);
        return frame[1].ValueKind == JsonValueKind.Null
            ? new Input { TimeUs = time, NobodySeen = new NobodySeen() }
            : new Input { TimeUs = time, Compact = ByteString.CopyFrom(frame[1].GetBytesFromBase64()) };
    }

    private static string Text()
    {
        var tape = Tape.Squats(Reps);
        var text = new StringBuilder("{\n  \"format\": 1,\n  \"exercise_id\": \"squat\",\n");
        text.Append($"  \"capture\": {Tape.Header()},\n  \"reps\": {Reps},\n  \"frames\": [\n");
        return text.AppendJoin(",\n", tape.From(1).Select(Line)).Append("\n  ]\n}\n").ToString();
    }

    private static string Line(Input input)
    {
        if (input.Floats is not { } floats)
            return $"    [\"{input.TimeUs}\", null]";
        var frame = new byte[CompactFrame.Size];
        Assert.True(CompactFrame.TryEncode(floats.Values.ToArray(), frame));
        return $"    [\"{input.TimeUs}\", \"{Convert.ToBase64String(frame)}\"]";
    }
}
