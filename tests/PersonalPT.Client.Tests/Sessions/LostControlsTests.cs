using PersonalPT.Protocol.V1;

namespace PersonalPT.Client.Tests.Sessions;

public sealed class LostControlsTests
{
    private readonly LostControls _lost = new();

    [Fact]
    public void Of_each_kind_the_last_one_is_kept_in_the_order_in_which_they_were()
    {
        Add(Input.InputOneofCase.Pause, 1);
        Add(Input.InputOneofCase.SelectExercise, 2);
        Add(Input.InputOneofCase.SelectExercise, 3);
        Add(Input.InputOneofCase.Unpause, 4);
        Assert.Equal(2, _lost.Count);
        Assert.Equal([Input.InputOneofCase.SelectExercise, Input.InputOneofCase.Unpause], Prepended().Select(c => c.Kind));
        Assert.Equal(0, _lost.Count);
    }

    [Fact]
    public void The_order_is_that_of_the_numbers()
    {
        Add(Input.InputOneofCase.SelectExercise, 1);
        Add(Input.InputOneofCase.Pause, 2);
        Assert.Equal([(8ul, (byte)1), (9ul, (byte)2)], Prepended().Select(c => (c.Seq, c.Byte)));
    }

    [Fact]
    public void Before_the_end_of_the_session_nothing_else_matters()
    {
        Add(Input.InputOneofCase.SelectExercise, 1);
        Add(Input.InputOneofCase.Pause, 2);
        Add(Input.InputOneofCase.EndSession, 3);
        Assert.Equal(1, _lost.Count);
        Assert.Equal([Input.InputOneofCase.EndSession], Prepended().Select(c => c.Kind));
    }

    [Fact]
    public void What_the_server_has_taken_after_all_is_not_lost()
    {
        Add(Input.InputOneofCase.SelectExercise, 4);
        Add(Input.InputOneofCase.Pause, 6);
        _lost.Taken(4);
        Assert.Equal(2, _lost.Count);
        _lost.Taken(5);
        Assert.Equal([Input.InputOneofCase.Pause], Prepended().Select(c => c.Kind));
    }

    [Fact]
    public void Frames_and_ends_of_sets_need_no_keeping()
    {
        Input.InputOneofCase[] kept = [.. Enum.GetValues<Input.InputOneofCase>().Where(LostControls.Keeps)];
        Assert.Equal([Input.InputOneofCase.SelectExercise, Input.InputOneofCase.Pause, Input.InputOneofCase.Unpause, Input.InputOneofCase.EndSession], kept);
    }

    private void Add(Input.InputOneofCase kind, ulong seq) => _lost.Add(kind, seq, [(byte)seq]);

    private List<(ulong Seq, Input.InputOneofCase Kind, byte Byte)> Prepended()
    {
        var buffer = new InputBuffer(10, 100, 1024);
        _lost.PrependTo(buffer, 0);
        var all = new List<(ulong, Input.InputOneofCase, byte)>();
        for (; buffer.Count > 0; buffer.DropOldest())
            all.Add((buffer.OldestSeq, buffer.OldestKind, buffer.OldestBytes.Single()));
        return all;
    }
}
