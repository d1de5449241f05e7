using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Grains.Tests.House;

namespace PersonalPT.Grains.Tests.Gyms;

public sealed class GymAnnouncerTests(TestHouse house) : IClassFixture<TestHouse>
{
    [Fact]
    public async Task A_gyms_stream_carries_every_event_of_its_sessions_in_order_and_no_other_gyms()
    {
        var gym = await house.NewGym();
        var items = await Listen(gym);
        var tape = new Tape().Sets("squat", 3).Add(InputKind.EndSession);
        var sessions = new[] { await house.NewSession(gym), await house.NewSession(gym) };
        var elsewhere = await house.NewSession(await house.NewGym());
        await Task.WhenAll(sessions.Append(elsewhere).Select(s => new Phone(house, s, tape).SendAll()));

        var heard = sessions.ToDictionary(s => s, _ => new List<string>());
        while (heard.Values.Any(log => !log.Any(e => e.Contains("session_ended", StringComparison.Ordinal))))
        {
            foreach (var e in (await items.ReadAsync(TestContext.Current.CancellationToken)).Events)
                heard[e.Session].Add(Words.Of(e));
        }

        Assert.All(sessions, s => Assert.Equal(house.Log(s), heard[s]));
    }

    [Fact]
    public async Task While_a_session_is_live_its_newest_events_number_is_repeated_every_second()
    {
        var gym = await house.NewGym();
        var items = await Listen(gym);
        var session = await house.NewSession(gym);
        await new Phone(house, session, new Tape().Nobody(1)).SendAll();

        var live = 0;
        while (live < 3)
        {
            house.Time.Advance(TimeSpan.FromSeconds(1));
            var item = await items.ReadAsync(TestContext.Current.CancellationToken);
            foreach (var report in item.Statuses.Where(s => s.Status.Phase == SessionPhase.Live))
            {
                Assert.Equal((session, 2), (report.Session, report.LastEventSeq));
                live++;
            }
        }
    }

    [Fact]
    public async Task A_report_never_names_an_event_that_was_not_sent_before_it_or_with_it()
    {
        var gym = await house.NewGym();
        var items = await Listen(gym);
        var session = await house.NewSession(gym);
        var tape = new Tape().Sets("squat", 6).Add(InputKind.EndSession);
        var sending = new Phone(house, session, tape).SendAll(() =>
        {
            house.Time.Advance(TimeSpan.FromMilliseconds(100));
            return 10;
        });

        long newest = 0;
        var over = false;
        while (!over)
        {
            var item = await items.ReadAsync(TestContext.Current.CancellationToken);
            newest = item.Events.Select(e => e.EventSeq).Append(newest).Max();
            // The first two are announced after the session shows itself.
            Assert.All(item.Statuses, s => Assert.InRange(s.LastEventSeq, 0, Math.Max(2, newest)));
            over = item.Events.Any(e => e.Body is SessionEnded);
        }

        await sending;
    }

    private async Task<ChannelReader<GymFeedItem>> Listen(string gym)
    {
        var heard = Channel.CreateUnbounded<GymFeedItem>();
        var stream = house.Silo.GetRequiredService<IClusterClient>().GetStreamProvider(GymFeed.Provider).GetStream<GymFeedItem>(GymFeed.Of(gym));
        await stream.SubscribeAsync((item, _) => heard.Writer.WriteAsync(item).AsTask());
        return heard.Reader;
    }
}
