using Microsoft.Extensions.Time.Testing;
using PersonalPT.Contracts.Gyms;
using PersonalPT.Grains.Gyms;

namespace PersonalPT.Grains.Tests.Gyms;

public sealed class GymGrainTests
{
    private const int Many = 1000;

    private readonly FakeTimeProvider _time = new();
    private readonly GymGrain _gym;

    public GymGrainTests() => _gym = new GymGrain(_time);

    [Fact]
    public async Task An_athlete_takes_as_many_places_as_he_may_and_others_still_find_one()
    {
        Assert.Equal(PlaceOutcome.Taken, await _gym.TakePlace("a1", "anna", ofAthlete: 2, Many));
        Assert.Equal(PlaceOutcome.Taken, await _gym.TakePlace("a2", "anna", ofAthlete: 2, Many));
        Assert.Equal(PlaceOutcome.AthleteIsFull, await _gym.TakePlace("a3", "anna", ofAthlete: 2, Many));
        Assert.Equal(PlaceOutcome.Taken, await _gym.TakePlace("b1", "berta", ofAthlete: 2, Many));
    }

    [Fact]
    public async Task A_full_gym_has_a_place_for_nobody()
    {
        Assert.Equal(PlaceOutcome.Taken, await _gym.TakePlace("a1", "anna", Many, ofGym: 2));
        Assert.Equal(PlaceOutcome.Taken, await _gym.TakePlace("b1", "berta", Many, ofGym: 2));
        Assert.Equal(PlaceOutcome.GymIsFull, await _gym.TakePlace("c1", "carl", Many, ofGym: 2));
        Assert.Equal(PlaceOutcome.GymIsFull, await _gym.TakePlace("a2", "anna", ofAthlete: 1, ofGym: 2));
    }

    [Fact]
    public async Task Who_has_a_place_keeps_it_when_he_asks_again_however_full_it_is()
    {
        await _gym.TakePlace("a1", "anna", ofAthlete: 1, ofGym: 1);
        Assert.Equal(PlaceOutcome.Taken, await _gym.TakePlace("a1", "anna", ofAthlete: 1, ofGym: 1));
        Assert.Equal(PlaceOutcome.GymIsFull, await _gym.TakePlace("b1", "berta", ofAthlete: 1, ofGym: 1));
    }

    [Fact]
    public async Task Who_was_refused_has_taken_nothing()
    {
        await _gym.TakePlace("a1", "anna", ofAthlete: 1, Many);
        Assert.Equal(PlaceOutcome.AthleteIsFull, await _gym.TakePlace("a2", "anna", ofAthlete: 1, Many));
        Assert.Equal(PlaceOutcome.Taken, await _gym.TakePlace("b1", "berta", Many, ofGym: 2));
    }

    [Fact]
    public async Task A_place_that_was_left_is_free_and_leaving_one_that_nobody_has_changes_nothing()
    {
        await _gym.TakePlace("a1", "anna", Many, ofGym: 1);
        await _gym.LeavePlace("nobody's");
        Assert.Equal(PlaceOutcome.GymIsFull, await _gym.TakePlace("b1", "berta", Many, ofGym: 1));
        await _gym.LeavePlace("a1");
        Assert.Equal(PlaceOutcome.Taken, await _gym.TakePlace("b1", "berta", Many, ofGym: 1));
    }

    [Fact]
    public async Task A_live_session_keeps_its_place_when_another_start_under_its_name_fails()
    {
        await _gym.TakePlace("a1", "anna", Many, ofGym: 1);
        await _gym.SessionIsLive("a1", "anna");
        Assert.Equal(PlaceOutcome.Taken, await _gym.TakePlace("a1", "mallory", Many, ofGym: 1));
        await _gym.LeavePlace("a1");
        Assert.Equal(PlaceOutcome.GymIsFull, await _gym.TakePlace("b1", "berta", Many, ofGym: 1));
    }

    [Fact]
    public async Task The_place_of_a_session_that_ended_is_free()
    {
        await _gym.TakePlace("a1", "anna", Many, ofGym: 1);
        await _gym.SessionIsLive("a1", "anna");
        await _gym.SessionHasEnded("a1");
        await _gym.SessionIsLive("a1", "anna");
        Assert.Equal(PlaceOutcome.Taken, await _gym.TakePlace("b1", "berta", Many, ofGym: 1));
    }

    [Fact]
    public async Task A_place_is_kept_for_a_minute_and_longer_only_for_a_session_that_says_it_is_live()
    {
        await _gym.TakePlace("a1", "anna", Many, ofGym: 2);
        await _gym.TakePlace("b1", "berta", Many, ofGym: 2);
        _time.Advance(TimeSpan.FromSeconds(59));
        await _gym.SessionIsLive("b1", "berta");
        Assert.Equal(PlaceOutcome.GymIsFull, await _gym.TakePlace("c1", "carl", Many, ofGym: 2));

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(PlaceOutcome.Taken, await _gym.TakePlace("c1", "carl", Many, ofGym: 2));
        Assert.Equal(PlaceOutcome.GymIsFull, await _gym.TakePlace("d1", "dora", Many, ofGym: 2));
    }
}
