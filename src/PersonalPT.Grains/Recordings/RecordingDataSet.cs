using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using PersonalPT.Contracts.Recordings;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Storage;
using PersonalPT.Counting;

namespace PersonalPT.Grains.Recordings;

/// <summary>
/// A recording as a data set: <c>sequences.csv</c>, and for each stretch of one exercise <c>poses/NAME.npy</c> (float32, frames × 33 × 4: x, y, z,
/// visibility; NaN where nobody was seen) and <c>times/NAME.npy</c> (int64, microseconds since the Unix epoch). A NumPy file begins with its length, so
/// the recording is read twice, and never held as a whole.
/// </summary>
internal sealed class RecordingDataSet
{
    private const int FramesAtOnce = 128;

    private readonly StoredRecording _recording;
    private readonly StoredSession _session;
    private readonly IRecordings _recordings;
    private readonly List<Stretch> _stretches = [];
    private readonly StringBuilder _controls = new("time_us,input_seq,control,exercise\n");

    private RecordingDataSet(StoredRecording recording, StoredSession session, IRecordings recordings)
    {
        _recording = recording;
        _session = session;
        _recordings = recordings;
    }

    /// <summary>Looks through a recording.</summary>
    /// <param name="recording">The recording.</param>
    /// <param name="session">Its session.</param>
    /// <param name="log">The session's log.</param>
    /// <param name="recordings">Reads recordings.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<RecordingDataSet> Of(
        StoredRecording recording, StoredSession session, IReadOnlyList<SessionEventBody> log, IRecordings recordings, CancellationToken cancellationToken)
    {
        var made = new RecordingDataSet(recording, session, recordings);
        await made.LookThrough(log, cancellationToken);
        return made;
    }

    /// <summary>Its files.</summary>
    public async IAsyncEnumerable<ArchiveFile> Files()
    {
        yield return new ArchiveFile("sequences.csv", "the stretches of one exercise each: name, exercise, reps as they were counted, the frames of each rep, frames a second", One(Sequences()));
        yield return new ArchiveFile("controls.csv", "what was pressed at the phone: when, input number, what, the exercise chosen", One(_controls.ToString()));
        foreach (var (index, stretch) in _stretches.Index())
        {
            var name = NameOf(index);
            yield return new ArchiveFile(
                $"times/{name}.npy", "NumPy, int64: the capture time of each frame, microseconds since 1970-01-01 UTC", Times(stretch));
            yield return new ArchiveFile(
                $"poses/{name}.npy", "NumPy, float32, frames x 33 landmarks x (x, y, z, visibility), one unit the same length on every axis; NaN where nobody was seen",
                Poses(stretch));
        }

        await Task.CompletedTask;
    }

    private async Task LookThrough(IReadOnlyList<SessionEventBody> log, CancellationToken cancellationToken)
    {
        var turns = log.OfType<ExerciseSelected>().ToList();
        var next = 0;
        await foreach (var batch in _recordings.Read(_recording, cancellationToken: cancellationToken))
        {
            for (var i = 0; i < batch.Inputs.Length; i++)
            {
                var input = batch.Inputs.Span[i];
                var seq = batch.FirstInputSeq + i;
                if (input.Kind is not (InputKind.Frame or InputKind.NobodySeen))
                {
                    _controls.Append(CultureInfo.InvariantCulture, $"{input.CaptureMicros},{seq},{NameOf(input.Kind)},{Quoted(input.ExerciseId ?? "")}\n");
                    continue;
                }

                // What is chosen by an input counts from the next one on.
                for (; next < turns.Count && turns[next].InputSeq < seq; next++)
                {
                    if (_stretches.Count == 0 || _stretches[^1].Exercise != turns[next].Model.ExerciseId)
                        _stretches.Add(new Stretch(turns[next].Model.ExerciseId));
                }

                _stretches[^1].Frames.Add((seq, input.CaptureMicros));
            }
        }

        _stretches.RemoveAll(stretch => stretch.Frames.Count == 0);
        foreach (var set in CountedSet.Of(log))
        {
            foreach (var rep in set.Reps)
                _stretches.FirstOrDefault(s => s.Exercise == set.Model.ExerciseId && s.Has(rep))?.Reps.Add(rep);
        }
    }

    private string NameOf(int index) => _stretches.Count == 1
        ? _recording.Session.SessionId
        : string.Create(CultureInfo.InvariantCulture, $"{_recording.Session.SessionId}-{index + 1}");

    private string Sequences()
    {
        var csv = new StringBuilder("name,exercise,count,cycles,fps\n");
        foreach (var (index, stretch) in _stretches.Index())
        {
            var cycles = stretch.Reps.Select(rep => string.Create(CultureInfo.InvariantCulture, $"{stretch.FrameAt(rep.StartMicros)}-{stretch.FrameAt(rep.EndMicros)}"));
            csv.Append(
                CultureInfo.InvariantCulture,
                $"{NameOf(index)},{stretch.Exercise},{stretch.Reps.Count},{string.Join(' ', cycles)},{Math.Clamp(_session.Capture.NominalRateHz, 1, 1000)}\n");
        }

        return csv.ToString();
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Times(Stretch stretch)
    {
        yield return Header("<i8", $"({stretch.Frames.Count},)");
        foreach (var some in stretch.Frames.Chunk(FramesAtOnce))
        {
            var bytes = new byte[some.Length * sizeof(long)];
            for (var i = 0; i < some.Length; i++)
                BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * sizeof(long)), some[i].Micros);
            yield return bytes;
        }

        await Task.CompletedTask;
    }

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> Poses(Stretch stretch)
    {
        const int frameSize = Sessions.InputCursor.FloatsPerFrame * sizeof(float);
        var nobody = new byte[frameSize];
        MemoryMarshal.Cast<byte, float>(nobody.AsSpan()).Fill(float.NaN);
        yield return Header("<f4", $"({stretch.Frames.Count}, 33, 4)");
        var at = 0;
        await foreach (var batch in _recordings.Read(_recording))
        {
            var last = batch.FirstInputSeq + batch.Inputs.Length - 1;
            if (at == stretch.Frames.Count || last < stretch.Frames[at].Seq)
                continue;

            // A chunk may have gone since the frames were numbered: they are there and show nobody.
            using var piece = new MemoryStream();
            var cursor = new Sessions.InputCursor(batch);
            for (; at < stretch.Frames.Count && stretch.Frames[at].Seq <= last; at++)
            {
                cursor.SkipTo(stretch.Frames[at].Seq);
                var landmarks = !cursor.AtEnd && cursor.Seq == stretch.Frames[at].Seq ? cursor.Landmarks : default;
                piece.Write(landmarks.IsEmpty ? nobody : MemoryMarshal.AsBytes(landmarks));
            }

            yield return piece.ToArray();
        }

        for (; at < stretch.Frames.Count; at++)
            yield return nobody;
    }

    // https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html, version 1.0: padded so that the numbers begin at a multiple of 64.
    private static byte[] Header(string type, string shape)
    {
        const int before = 10;
        var text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}";
        var length = (before + text.Length + 1 + 63) / 64 * 64;
        var header = new byte[length];
        ((ReadOnlySpan<byte>)[0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0]).CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)(length - before));
        header.AsSpan(before).Fill((byte)' ');
        Encoding.ASCII.GetBytes(text, header.AsSpan(before));
        header[^1] = (byte)'\n';
        return header;
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> One(string text)
    {
        yield return Encoding.UTF8.GetBytes(text);
        await Task.CompletedTask;
    }

    // What somebody chose may be any text.
    private static string Quoted(string text) => text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string NameOf(InputKind kind) => kind switch
    {
        InputKind.SelectExercise => "select_exercise",
        InputKind.EndSet => "end_set",
        InputKind.Pause => "pause",
        InputKind.Unpause => "unpause",
        InputKind.EndSession => "end_session",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Is no control."),
    };

    private sealed class Stretch(string exercise)
    {
        public string Exercise => exercise;

        public List<(long Seq, long Micros)> Frames { get; } = [];

        public List<Rep> Reps { get; } = [];

        public bool Has(Rep rep) => rep.EndMicros >= Frames[0].Micros && rep.StartMicros <= Frames[^1].Micros;

        // The phone's clock may jump, so they are looked through.
        public int FrameAt(long micros)
        {
            var nearest = 0;
            for (var i = 1; i < Frames.Count; i++)
            {
                if (Math.Abs(Frames[i].Micros - micros) < Math.Abs(Frames[nearest].Micros - micros))
                    nearest = i;
            }

            return nearest;
        }
    }
}
