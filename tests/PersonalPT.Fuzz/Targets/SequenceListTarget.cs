using System.Text;
using PersonalPT.Evaluation.DataSets;

namespace PersonalPT.Fuzz.Targets;

/// <summary>The list of a data set's recordings.</summary>
internal static class SequenceListTarget
{
    public static FuzzTarget Create() => new("sequences-csv", Attempt,
    [
        Encoding.UTF8.GetBytes("name,exercise,count,cycles\nv1,squat,3,0-30 31-60 61-90\nv2,push_up,0,\n"),
        Encoding.UTF8.GetBytes("name,exercise,count,cycles,fps\r\n\"v 1\",squat,2,12-45 50-99,29.97\r\nv2,\"jump, jack\",1,5-9,60\r\n"),
        Encoding.UTF8.GetBytes("\uFEFFname,exercise,count\nv1,squat,3\n"),
    ]);

    private static bool Attempt(ReadOnlySpan<byte> bytes)
    {
        try
        {
            // Every second recording is one without frames, which is allowed.
            var n = 0;
            foreach (var sequence in DataSet.Parse("sequences.csv", bytes.ToArray(), _ => n++ % 2 == 0 ? Samples.Frames : [], CancellationToken.None))
            {
                if (!double.IsFinite(sequence.FramesPerSecond) || sequence.Count < 0)
                    throw new LeakException("A recording has a rate or count that is none.");
                foreach (var cycle in sequence.Cycles)
                    _ = sequence.ToCaptureSpan(cycle);
            }

            return true;
        }
        catch (DataSetException)
        {
            return false;
        }
    }
}
