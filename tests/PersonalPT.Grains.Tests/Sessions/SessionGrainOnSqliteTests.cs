using PersonalPT.Contracts.Sessions;
using PersonalPT.Grains.Tests.House;

namespace PersonalPT.Grains.Tests.Sessions;

/// <summary>The grain on the storage that servers have.</summary>
public sealed class SessionGrainOnSqliteTests(SqliteHouse house) : IClassFixture<SqliteHouse>
{
    [Fact]
    public async Task Many_sessions_at_once_that_move_about_have_the_log_of_one_that_stays()
    {
        var gym = await house.NewGym();
        var undisturbed = await house.NewSession(gym);
        await new Phone(house, undisturbed, Tape.Busy).SendAll();
        var expected = await house.StoredLog(undisturbed);
        Assert.Contains("session_ended", expected[^1], StringComparison.Ordinal);

        var sessions = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => house.NewSession(gym)));
        await Task.WhenAll(sessions.Select(async (session, i) =>
        {
            var phone = new Phone(house, session, Tape.Busy);
            for (var at = 150 + 37 * i; at < Tape.Busy.Last; at += 200 + 11 * i)
            {
                await phone.SendTo(at, () => 10 + i);
                await house.Deactivate(session);
            }

            await phone.SendAll(() => 10 + i);
        }));

        foreach (var session in sessions)
            Assert.Equal(expected, await house.StoredLog(session));
        Assert.Equal(SessionPhase.Ended, (await house.Session(sessions[0]).Get())!.Phase);
    }
}
