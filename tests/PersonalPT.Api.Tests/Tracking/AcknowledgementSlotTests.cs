using Microsoft.Extensions.Time.Testing;
using PersonalPT.Api.Tracking;
using PersonalPT.Contracts.Sessions;

namespace PersonalPT.Api.Tests.Tracking;

public sealed class AcknowledgementSlotTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly Signal _signal = new();
    private readonly StreamPace _pace;
    private readonly AcknowledgementSlot _slot;

    public AcknowledgementSlotTests()
    {
        _pace = new StreamPace(new ApiOptions(), _time);
        _slot = new AcknowledgementSlot(_time, _pace, _signal);
    }

    public void Dispose() => _pace.Dispose();

    [Fact]
    public async Task One_that_frees_memory_at_the_phone_goes_at_once()
    {
        await Tell(At(next: 10, durable: 1));

        _slot.Offer(At(next: 20, durable: 11));

        await _signal.Wait(TestContext.Current.CancellationToken);
        Assert.Equal(11, _slot.Take(withCompany: false).Due?.DurableInputSeq);
    }

    [Fact]
    public async Task One_that_only_says_how_far_the_counter_is_waits_for_its_time()
    {
        await Tell(At(next: 10, durable: 1));

        _slot.Offer(At(next: 20, durable: 1));
        _slot.Offer(At(next: 30, durable: 1));
        Assert.Null(_slot.Take(withCompany: false).Due);
        _time.Advance(_pace.StatusInterval);

        await _signal.Wait(TestContext.Current.CancellationToken);
        Assert.Equal(30, _slot.Take(withCompany: false).Due?.NextInputSeq);
    }

    [Fact]
    public async Task It_goes_along_with_whatever_else_goes()
    {
        await Tell(At(next: 10, durable: 1));

        _slot.Offer(At(next: 20, durable: 1));

        Assert.Equal(20, _slot.Take(withCompany: true).Due?.NextInputSeq);
        Assert.Null(_slot.Take(withCompany: true).Due);
    }

    [Fact]
    public void What_has_been_told_is_told_again_only_when_it_is_to_be_repeated()
    {
        _slot.Begin(At(next: 10, durable: 1));
        Assert.Null(_slot.Take(withCompany: true).Due);
        _slot.Hasten();
        Assert.Null(_slot.Take(withCompany: true).Due);

        _slot.Repeat();

        Assert.Equal(10, _slot.Take(withCompany: false).Due?.NextInputSeq);
        Assert.Null(_slot.Take(withCompany: false).Due);
    }

    [Fact]
    public async Task At_the_end_of_a_stream_nothing_that_is_due_waits()
    {
        await Tell(At(next: 10, durable: 1));
        _slot.Offer(At(next: 20, durable: 1));

        _slot.Hasten();

        Assert.Equal(20, _slot.Take(withCompany: false).Due?.NextInputSeq);
    }

    [Fact]
    public async Task Inputs_that_are_missing_are_asked_for_once_and_at_once()
    {
        _slot.NeedFrom(7);

        await _signal.Wait(TestContext.Current.CancellationToken);
        Assert.Equal((7, null), _slot.Take(withCompany: false));
        Assert.Equal((null, null), _slot.Take(withCompany: false));
    }

    private static InputAcknowledgement At(long next, long durable) => new(next, durable, 0);

    // The phone has been told this one just now, and the signal for it has been heard.
    private async Task Tell(InputAcknowledgement acknowledgement)
    {
        _slot.Offer(acknowledgement);
        Assert.NotNull(_slot.Take(withCompany: true).Due);
        await _signal.Wait(TestContext.Current.CancellationToken);
    }
}
