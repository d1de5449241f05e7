using PersonalPT.Contracts.Sessions;
using PersonalPT.Grains.Sessions;

namespace PersonalPT.Grains.Tests.Sessions;

public sealed class PhoneStreamsTests
{
    [Fact]
    public void Numbers_rise_within_a_claim_and_from_claim_to_claim()
    {
        var numbers = new List<long>();
        foreach (var epoch in new long[] { 1, 2, 3, 1_000_000 })
        {
            var streams = new PhoneStreams(epoch, []);
            Assert.Equal(0, streams.Current);
            for (var i = 0; i < 3; i++)
                numbers.Add(streams.Open(null)!.Value);
            Assert.Equal(numbers[^1], streams.Current);
        }

        Assert.Equal(numbers.Order().Distinct(), numbers);
    }

    [Fact]
    public void Only_the_newest_stream_and_calls_without_one_are_taken()
    {
        var (earlier, now) = (new PhoneStreams(1, []), new PhoneStreams(2, []));
        var moved = earlier.Open(null)!.Value;
        Assert.Equal(SubmitOutcome.Resume, now.Refuse(moved));
        var first = now.Open(null)!.Value;
        var second = now.Open(null)!.Value;
        Assert.Equal(SubmitOutcome.Superseded, now.Refuse(moved));
        Assert.Equal(SubmitOutcome.Superseded, now.Refuse(first));
        Assert.Null(now.Refuse(second));
        Assert.Null(now.Refuse(0));

        // Let in by a later activation: this one is the older of two.
        Assert.Equal(SubmitOutcome.Resume, earlier.Refuse(second));
    }

    [Fact]
    public void A_phone_that_opens_an_older_stream_of_its_own_is_not_let_in()
    {
        var streams = new PhoneStreams(1, []);
        Assert.NotNull(streams.Open(new PhoneOpening("a", 7)));
        Assert.Null(streams.Open(new PhoneOpening("a", 6)));
        Assert.NotNull(streams.Open(new PhoneOpening("b", 1)));
        Assert.Equal("b", streams.PhoneId);
        Assert.NotNull(streams.Open(null));
        Assert.Null(streams.PhoneId);
    }

    [Theory, InlineData("b"), InlineData(null)]
    public void A_phone_that_was_superseded_does_not_take_the_session_back(string? phoneId)
    {
        var streams = new PhoneStreams(1, []);
        Assert.NotNull(streams.Open(new PhoneOpening("a", 1)));
        var taken = streams.Open(phoneId is null ? null : new PhoneOpening(phoneId, 1));
        Assert.Null(streams.Open(new PhoneOpening("a", 2)));
        Assert.Null(streams.Open(new PhoneOpening("a", 1)));
        Assert.Equal((taken, phoneId), (streams.Current, streams.PhoneId));

        // Under another name it is somebody who wants it back.
        Assert.NotNull(streams.Open(new PhoneOpening("a again", 1)));
        if (phoneId is not null)
            Assert.Null(streams.Open(new PhoneOpening(phoneId, 2)));
    }

    [Fact]
    public void So_many_superseded_phones_are_remembered_and_the_oldest_is_forgotten_first()
    {
        var streams = new PhoneStreams(1, []);
        for (var phone = 0; phone <= 17; phone++)
            Assert.NotNull(streams.Open(new PhoneOpening($"phone {phone}", 1)));
        Assert.All(Enumerable.Range(1, 16), phone => Assert.Null(streams.Open(new PhoneOpening($"phone {phone}", 2))));
        Assert.NotNull(streams.Open(new PhoneOpening("phone 0", 2)));
    }

    [Fact]
    public void The_next_activation_knows_which_phones_there_were()
    {
        var before = new PhoneStreams(1, []);
        Assert.NotNull(before.Open(new PhoneOpening("a", 7)));
        Assert.True(before.HasChanged);
        before.Keep();
        Assert.NotNull(before.Open(new PhoneOpening("a", 8)));
        Assert.False(before.HasChanged);
        Assert.NotNull(before.Open(new PhoneOpening("b", 3)));
        Assert.True(before.HasChanged);

        var after = new PhoneStreams(2, before.Phones);

        Assert.Equal((0, null, false), (after.Current, after.PhoneId, after.HasChanged));
        Assert.Null(after.Open(new PhoneOpening("a", 9)));
        // What it numbered its streams before, nobody remembers.
        Assert.NotNull(after.Open(new PhoneOpening("b", 1)));
        Assert.False(after.HasChanged);
        Assert.Equal(["a", "b"], after.Phones);
    }

    [Fact]
    public void A_phone_without_a_name_takes_the_session_over_for_the_next_activation_too()
    {
        var before = new PhoneStreams(1, []);
        Assert.NotNull(before.Open(null));
        Assert.False(before.HasChanged);
        Assert.NotNull(before.Open(new PhoneOpening("a", 1)));
        Assert.NotNull(before.Open(null));
        Assert.True(before.HasChanged);

        var after = new PhoneStreams(2, before.Phones);

        Assert.Null(after.Open(new PhoneOpening("a", 2)));
        Assert.NotNull(after.Open(null));
        Assert.False(after.HasChanged);
    }
}
