using System.Buffers.Binary;

namespace PersonalPT.Fuzz.Mutation;

/// <summary>Damages bytes as lines, programs and attackers do. Everything comes from the dice that it is given.</summary>
internal sealed class ByteMutator(Random dice)
{
    /// <summary>What a mutated message has at most.</summary>
    public const int Longest = 512 * 1024;

    private static readonly ulong[] s_extremes =
    [
        0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, int.MaxValue, 0x8000_0000, uint.MaxValue, long.MaxValue, 0x8000_0000_0000_0000, ulong.MaxValue, 1UL << 53,
    ];

    /// <summary>A damaged copy.</summary>
    /// <param name="good">Where to begin.</param>
    /// <param name="other">Another message of the kind, to splice with.</param>
    public byte[] Mutate(byte[] good, byte[] other)
    {
        var bytes = good;
        for (var n = dice.Next(1, 5); n > 0; n--)
            bytes = Once(bytes, other);
        return bytes.Length <= Longest ? bytes : bytes[..Longest];
    }

    private byte[] Once(byte[] bytes, byte[] other)
    {
        if (bytes.Length == 0)
            return Noise(dice.Next(0, 40));

        var at = dice.Next(bytes.Length);
        var length = Math.Min(bytes.Length - at, dice.Next(1, 64));
        switch (dice.Next(12))
        {
            case 0:
                return Changed(bytes, at, (byte)(bytes[at] ^ (1 << dice.Next(8))));
            case 1:
                return Changed(bytes, at, (byte)dice.Next(256));
            case 2:
                return bytes[..at];
            case 3:
                return bytes[at..];
            case 4:
                return [.. bytes[..at], .. bytes[(at + length)..]];
            case 5:
                return [.. bytes[..at], .. Noise(length), .. bytes[at..]];
            case 6:
                return [.. bytes[..at], .. bytes[at..(at + length)], .. bytes[at..]];
            case 7 when other.Length > 0:
                return [.. bytes[..at], .. other[dice.Next(other.Length)..]];
            case 8:
                return Overwritten(bytes, at);
            case 9:
                // A length, or any number, where there was a shorter one.
                return [.. bytes[..at], .. Varint(Extreme()), .. bytes[Math.Min(at + 1, bytes.Length)..]];
            case 10 when dice.Next(200) == 0:
                return Repeated(bytes[at..(at + Math.Min(length, 8))]);
            default:
                return Changed(bytes, at, (byte)(bytes[at] + dice.Next(-4, 5)));
        }
    }

    public ulong Extreme() => s_extremes[dice.Next(s_extremes.Length)] + (ulong)(dice.Next(3) - 1);

    private static byte[] Changed(byte[] bytes, int at, byte value)
    {
        var changed = bytes.ToArray();
        changed[at] = value;
        return changed;
    }

    private byte[] Overwritten(byte[] bytes, int at)
    {
        var changed = bytes.ToArray();
        Span<byte> value = stackalloc byte[8];
        switch (dice.Next(3))
        {
            case 0:
                BinaryPrimitives.WriteUInt64LittleEndian(value, Extreme());
                break;
            case 1:
                BinaryPrimitives.WriteSingleLittleEndian(value, Odd.Float(dice));
                value = value[..4];
                break;
            default:
                BinaryPrimitives.WriteDoubleLittleEndian(value, Odd.Float(dice));
                break;
        }

        value[..Math.Min(value.Length, bytes.Length - at)].CopyTo(changed.AsSpan(at));
        return changed;
    }

    // The same part again and again: small on the wire, and many objects when parsed.
    private byte[] Repeated(byte[] part)
    {
        var bytes = new byte[dice.Next(1, Longest)];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = part[i % part.Length];
        return bytes;
    }

    private byte[] Noise(int length)
    {
        var bytes = new byte[length];
        dice.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>(10);
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return [.. bytes];
    }
}

/// <summary>Numbers that programs like to forget.</summary>
internal static class Odd
{
    private static readonly float[] s_floats =
    [
        float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue, float.Epsilon, -0f, 0, 1, -1, 1e6f, -1e6f, 1e6f + 1, 1e30f, 1e-30f,
    ];

    public static float Float(Random dice) => s_floats[dice.Next(s_floats.Length)];
}
