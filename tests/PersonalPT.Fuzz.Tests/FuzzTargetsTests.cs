using PersonalPT.Protocol.V1;

namespace PersonalPT.Fuzz.Tests;

public sealed class FuzzTargetsTests
{
    [Fact]
    public void Every_call_of_the_contract_has_a_target()
    {
        var files = new[]
        {
            TrackingServiceReflection.Descriptor, SessionServiceReflection.Descriptor, ModelServiceReflection.Descriptor, ExerciseServiceReflection.Descriptor,
            HistoryServiceReflection.Descriptor, CoachingServiceReflection.Descriptor, GroupServiceReflection.Descriptor,
            AccountServiceReflection.Descriptor, RecordingServiceReflection.Descriptor,
        };
        var calls = files.SelectMany(f => f.Services).SelectMany(s => s.Methods).Select(m => $"{m.Service.Name}/{m.Name}");

        Assert.Empty(calls.Except(FuzzTargets.Names));
    }

    [Fact]
    public void A_target_takes_no_bytes_and_any_bytes()
    {
        foreach (var name in FuzzTargets.Names)
        {
            FuzzTargets.Find(name)([]);
            FuzzTargets.Find(name)([0xFF, 0xFF, 0xFF, 0xFF]);
        }
    }

    [Fact]
    public void A_target_that_is_not_there_is_named_with_those_that_are() =>
        Assert.Contains("compact-frame", Assert.Throws<ArgumentException>(() => FuzzTargets.Find("nothing")).Message, StringComparison.Ordinal);
}
