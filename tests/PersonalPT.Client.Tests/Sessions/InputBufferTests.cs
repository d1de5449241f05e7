using CsCheck;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Client.Tests.Sessions;

public sealed class InputBufferTests
{
    private static readonly Gen<Step> _step = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 400], (kind, size) => new Step(kind, size));

    [Fact]
    public void It_holds_the_newest_inputs_that_fit_and_gives_them_back_as_they_were()
    {
        Gen.Select(Gen.Int[1, 60], Gen.Int[1024, 6000], Gen.ULong[1, 1000], _step.Array[0, 300]).Sample((maxInputs, maxBytes, firstSeq, steps) =>
        {
            var buffer = new InputBuffer(firstSeq, maxInputs, maxBytes);
            var expected = new LinkedList<(ulong Seq, byte[] Bytes, long At)>();
            var next = firstSeq;
            var now = 0L;
            foreach (var step in steps)
            {
                now += step.Size % 3;
                if (step.Kind == 0)
                {
                    var below = next - Math.Min(next, (ulong)(step.Size % 70));
                    while (buffer.Count > 0 && buffer.OldestSeq < below)
                        buffer.DropOldest();
                    while (expected.First?.Value.Seq < below)
                        expected.RemoveFirst();
                }
                else if (step.Kind == 1)
                {
                    // Numbers below the first are there only where something went before.
                    if (buffer.OldestSeq == firstSeq)
                        continue;
                    var before = Enumerable.Range(0, step.Size + 1).Select(i => (byte)(i * 7)).ToArray();
                    buffer.Prepend(before, Input.InputOneofCase.Pause, now);
                    expected.AddFirst(((expected.First?.Value.Seq ?? next) - 1, before, now));
                    Assert.Equal(Input.InputOneofCase.Pause, buffer.OldestKind);
                    Assert.Equal(before, buffer.OldestBytes);
                }
                else if (step.Kind == 2 && step.Size % 8 == 0)
                {
                    buffer.Renumber((ulong)step.Size);
                    next += (ulong)step.Size;
                    expected = new LinkedList<(ulong Seq, byte[] Bytes, long At)>(expected.Select(held => held with { Seq = held.Seq + (ulong)step.Size }));
                }
                else
                {
                    var bytes = Enumerable.Range(0, step.Size + 1).Select(i => (byte)((int)next + i)).ToArray();
                    var held = expected.Sum(input => input.Bytes.Length);
                    Assert.Equal(expected.Count < maxInputs && held + bytes.Length <= maxBytes, buffer.HasRoomFor(bytes.Length, withReserve: false));
                    Assert.Equal(
                        expected.Count < maxInputs + (maxInputs + 15) / 16 && held + bytes.Length <= maxBytes + (maxBytes + 15) / 16,
                        buffer.HasRoomFor(bytes.Length, withReserve: true));
                    while (buffer.Count > 0 && !buffer.HasRoomFor(bytes.Length, withReserve: false))
                    {
                        Assert.Equal(expected.First!.Value.Bytes, buffer.OldestBytes);
                        buffer.DropOldest();
                        expected.RemoveFirst();
                    }

                    buffer.Append(bytes, Input.InputOneofCase.Compact, now);
                    expected.AddLast((next++, bytes, now));
                }

                Assert.Equal((next, expected.Count), (buffer.NextSeq, buffer.Count));
                if (step.Size % 16 == 0)
                    AssertHolds(buffer, expected, next, step.Size);
            }

            AssertHolds(buffer, expected, next, 7);
        });
    }

    [Fact]
    public void Numbers_are_passed_over_only_where_nothing_is_held()
    {
        var buffer = new InputBuffer(5, 10, 1024);
        buffer.SkipTo(9);
        Assert.Equal((9ul, 9ul), (buffer.OldestSeq, buffer.NextSeq));
        buffer.Append([1, 2], Input.InputOneofCase.Compact, 0);
        Assert.Throws<InvalidOperationException>(() => buffer.SkipTo(20));
    }

    private static void AssertHolds(InputBuffer buffer, LinkedList<(ulong Seq, byte[] Bytes, long At)> expected, ulong next, int room)
    {
        Assert.Equal(expected.Sum(input => input.Bytes.Length), buffer.ByteCount);
        Assert.Equal(expected.First?.Value.Seq ?? next, buffer.OldestSeq);

        // Walk through it in batches of a bounded size, as a stream does.
        var destination = new byte[401 + room];
        var read = new List<byte>();
        var seq = buffer.OldestSeq;
        while (seq < next)
        {
            var (inputs, bytes) = buffer.Copy(seq, 1 + room % 5, destination);
            Assert.InRange(inputs, 1, 1 + room % 5);
            read.AddRange(destination.AsSpan(0, bytes));
            seq += (ulong)inputs;
        }

        Assert.True(expected.SelectMany(input => input.Bytes).SequenceEqual(read));
        Assert.All(expected, input => Assert.Equal(input.At, buffer.TimestampOf(input.Seq)));
    }

    private sealed record Step(int Kind, int Size);
}
