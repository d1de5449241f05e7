using PersonalPT.Protocol;

namespace PersonalPT.Client.Tests.Fakes;

/// <summary>Frames that can be told apart.</summary>
public static class Landmarks
{
    public static float[] Of(int number)
    {
        var values = new float[CompactFrame.FloatCount];
        for (var i = 0; i < values.Length; i++)
            values[i] = i % 4 == 3 ? 1 : number + i / 1000f;
        return values;
    }
}
