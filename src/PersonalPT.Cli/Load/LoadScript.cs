using System.Runtime.InteropServices;
using Google.Protobuf;
using PersonalPT.Athletes;
using PersonalPT.Athletes.Workouts;
using PersonalPT.Counting;
using PersonalPT.Counting.Models;
using PersonalPT.Counting.Skeletons;
using PersonalPT.Protocol;
using PersonalPT.Protocol.V1;
using RepCompleted = PersonalPT.Counting.RepCompleted;
using SetEndReason = PersonalPT.Counting.SetEndReason;

namespace PersonalPT.Cli.Load;

/// <summary>
/// What one athlete's phone sends, encoded before anything is measured, and what the library's counter makes of the same inputs. Many phones send the
/// same script at different moments: inputs are numbered and dated from the session's own beginning, so their bytes are the same.
/// </summary>
internal sealed class LoadScript
{
    private readonly byte[][] _messages;
    private readonly CapturedFrame[] _frames;
    private readonly int _framesPerMessage;
    private Dictionary<(int Set, int Ordinal), int>? _messageOfRep;

    private LoadScript(string exercise, CapturedFrame[] frames, byte[][] messages, int framesPerMessage) =>
        (Exercise, _frames, _messages, _framesPerMessage) = (exercise, frames, messages, framesPerMessage);

    public string Exercise { get; }

    /// <summary>The session's capture epoch: the first frame.</summary>
    public long EpochMicros => _frames[0].CaptureMicros;

    /// <summary>The messages in order; the last one ends the session.</summary>
    public IReadOnlyList<byte[]> Messages => _messages;

    /// <summary>Reps that the library's counter finds, with the number of the message whose last frame made each of them.</summary>
    public IReadOnlyDictionary<(int Set, int Ordinal), int> MessageOfRep => _messageOfRep ?? throw new InvalidOperationException("Not counted yet.");

    /// <summary>Films an athlete and encodes it. Athletes of different numbers do different things, and the camera comes in at different moments.</summary>
    public static LoadScript Film(int number, LoadPlan plan)
    {
        var exercise = plan.Exercise ?? Athletes.StarterModels.Exercises[number % Athletes.StarterModels.Exercises.Count];
        var frames = plan.Messages * plan.FramesPerMessage;

        // A phase of its own: the first frame of the session is somewhere within the first set.
        var skipped = number * 37 % (12 * plan.FramesPerSecond);
        var seconds = (frames + skipped) / plan.FramesPerSecond + 1;
        var sets = Enumerable.Range(0, 1 + seconds / 12).Select(i => new PlannedSet { Exercise = exercise, Reps = 8 + (number + i) % 8 });
        var film = new Athlete(plan.Seed + (ulong)number).Perform(new Workout { Sets = [.. sets], FrameRate = plan.FramesPerSecond })
            .Frames.Skip(skipped).Take(frames).ToArray();
        return film.Length == frames
            ? new LoadScript(exercise, Round(film), Encode(film, plan.FramesPerMessage), plan.FramesPerMessage)
            : throw new InvalidOperationException($"An athlete's workout has {film.Length} frames; {frames} are needed.");
    }

    /// <summary>Counts what the script holds.</summary>
    public void Count(ExerciseModel model)
    {
        var counter = new RepCounter(model, new CountingSettings());
        var events = new List<CountingEvent>();
        var messages = new Dictionary<(int Set, int Ordinal), int>();
        for (var i = 0; i < _frames.Length; i++)
        {
            counter.Push(i + 1, _frames[i].CaptureMicros, _frames[i].Landmarks.Span, events);
            Note(i / _framesPerMessage);
        }

        counter.EndSet(_frames.Length + 1, SetEndReason.SessionEnded, events);
        Note(_messages.Length - 1);
        _messageOfRep = messages;

        void Note(int message)
        {
            foreach (var rep in events.OfType<RepCompleted>())
                messages.Add((rep.SetNumber, rep.Ordinal), message);
            events.Clear();
        }
    }

    /// <summary>Landmarks as they come out of the compact form.</summary>
    private static CapturedFrame[] Round(CapturedFrame[] film)
    {
        return [.. film.Select(frame => frame with { Landmarks = Rounded(frame.Landmarks) })];

        static ReadOnlyMemory<Landmark> Rounded(ReadOnlyMemory<Landmark> landmarks)
        {
            if (landmarks.IsEmpty)
                return landmarks;
            var rounded = new Landmark[CompactFrame.LandmarkCount];
            return CompactFrame.TryDecode(Compact(landmarks), MemoryMarshal.Cast<Landmark, float>(rounded.AsSpan()))
                ? rounded
                : throw new InvalidOperationException("A generated frame does not fit the compact form.");
        }
    }

    private static byte[] Compact(ReadOnlyMemory<Landmark> landmarks)
    {
        var bytes = new byte[CompactFrame.Size];
        return CompactFrame.TryEncode(MemoryMarshal.Cast<Landmark, float>(landmarks.Span), bytes)
            ? bytes
            : throw new InvalidOperationException("A generated frame does not fit the compact form.");
    }

    private static byte[][] Encode(CapturedFrame[] film, int framesPerMessage)
    {
        var messages = new byte[film.Length / framesPerMessage + 1][];
        for (var m = 0; m < messages.Length - 1; m++)
        {
            var message = new TrackRequest { FirstInputSeq = (ulong)(m * framesPerMessage) + 1 };
            for (var i = m * framesPerMessage; i < (m + 1) * framesPerMessage; i++)
            {
                var input = new Input { TimeUs = (ulong)(film[i].CaptureMicros - film[0].CaptureMicros) };
                if (film[i].Landmarks.IsEmpty)
                    input.NobodySeen = new NobodySeen();
                else
                    input.Compact = UnsafeByteOperations.UnsafeWrap(Compact(film[i].Landmarks));
                message.Inputs.Add(input);
            }

            messages[m] = message.ToByteArray();
        }

        messages[^1] = new TrackRequest
        {
            FirstInputSeq = (ulong)film.Length + 1,
            Inputs = { new Input { TimeUs = (ulong)(film[^1].CaptureMicros - film[0].CaptureMicros) + 1, EndSession = new EndSession() } },
        }.ToByteArray();
        return messages;
    }
}
