using System.Reflection;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PersonalPT.Api.Accounts;
using PersonalPT.Api.Tests.House;
using PersonalPT.Contracts.Athletes;
using PersonalPT.Contracts.Storage;

namespace PersonalPT.Api.Tests.Accounts;

public sealed class ErasureSweepTests
{
    [Fact]
    public async Task An_erasure_that_cannot_be_finished_does_not_stand_in_the_way_of_the_others()
    {
        var store = Fake<IErasureStore>((method, _) => method == nameof(IErasureStore.Unfinished)
            ? Task.FromResult<IReadOnlyList<AthleteKey>>([new AthleteKey("gym", "stuck"), new AthleteKey("gym", "zoe")])
            : throw new NotSupportedException(method));
        var begun = Channel.CreateUnbounded<string>();
        var grains = Fake<IGrainFactory>((_, arguments) => Fake<IAthleteGrain>((_, _) =>
        {
            begun.Writer.TryWrite((string)arguments[0]!);
            return (string)arguments[0]! == new AthleteKey("gym", "stuck").ToString()
                ? Task.FromException<ErasureReport?>(new TimeoutException())
                : Task.FromResult<ErasureReport?>(null);
        }));
        using var sweep = new ErasureSweep(store, grains, new FakeTimeProvider(), NullLogger<ErasureSweep>.Instance);

        await sweep.StartAsync(TestContext.Current.CancellationToken);

        foreach (var expected in (string[])["stuck", "zoe"])
            Assert.Equal(new AthleteKey("gym", expected).ToString(), await begun.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().Soon());
        await sweep.StopAsync(TestContext.Current.CancellationToken);
    }

    private static T Fake<T>(Func<string, object?[], object> answer)
        where T : class
    {
        var fake = DispatchProxy.Create<T, Answering>();
        ((Answering)(object)fake).Answer = answer;
        return fake;
    }

#pragma warning disable CA1852 // The proxy is derived from it.
    private class Answering : DispatchProxy
#pragma warning restore CA1852
    {
        public Func<string, object?[], object> Answer { get; set; } = null!;

        protected override object Invoke(MethodInfo? targetMethod, object?[]? args) => Answer(targetMethod!.Name, args!);
    }
}
