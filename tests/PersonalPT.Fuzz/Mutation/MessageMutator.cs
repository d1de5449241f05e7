using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace PersonalPT.Fuzz.Mutation;

/// <summary>Changes a message field by field, so that what comes out is well-formed and wrong: that reaches further in than damaged bytes do.</summary>
internal sealed class MessageMutator(Random dice, ByteMutator bytes)
{
    private const int WireFormatLimit = 1 << 28;

    private static readonly string[] s_texts =
    [
        "", " ", "/", "../../etc/passwd", "a/b/c", "\0", "squat\n", "squat/", "SQUAT", "é", "\u202E", "😀", "{}", "' OR 1=1 --", "%2e%2e",
        "5f8f0f5e-7f0e-4b55-9f0a-3d4b0a1c2d3E", "00000000-0000-0000-0000-000000000000", new string('a', 64), new string('a', 65), new string('x', 5000),
    ];

    /// <summary>Changes one to three fields, anywhere in the message.</summary>
    public void Mutate(IMessage message)
    {
        for (var n = dice.Next(1, 4); n > 0; n--)
            Change(message);
    }

    /// <summary>As many parts as fit into a message: a list's, nested ones, or fields that nobody knows.</summary>
    public byte[] Bomb(MessageDescriptor message)
    {
        using var bomb = new MemoryStream();
        using var output = new CodedOutputStream(bomb);
        var size = dice.Next(1, ByteMutator.Longest - 64);
        switch (dice.Next(3))
        {
            case 0:
                for (var number = 1000; output.Position < size; number++)
                {
                    output.WriteTag(number % WireFormatLimit, WireFormat.WireType.Varint);
                    output.WriteUInt32(0);
                }

                break;
            case 1:
                for (var depth = dice.Next(1, 20_000); depth > 0; depth--)
                    output.WriteTag(dice.Next(1, 20), WireFormat.WireType.StartGroup);
                break;
            default:
                WriteParts(output, message, size);
                break;
        }

        output.Flush();
        return bomb.ToArray();
    }

    private void WriteParts(CodedOutputStream output, MessageDescriptor message, int size)
    {
        FieldDescriptor[] parts = [.. message.Fields.InFieldNumberOrder().Where(f => f.FieldType is FieldType.Message or FieldType.Bytes or FieldType.String)];
        if (parts.Length == 0)
            return;

        var part = parts[dice.Next(parts.Length)];
        if (part.FieldType != FieldType.Message || part.IsRepeated)
        {
            for (var n = size / 3; n > 0; n--)
            {
                output.WriteTag(part.FieldNumber, WireFormat.WireType.LengthDelimited);
                output.WriteLength(0);
            }

            return;
        }

        using var inner = new MemoryStream();
        using (var innerOutput = new CodedOutputStream(inner, leaveOpen: true))
            WriteParts(innerOutput, part.MessageType, size);
        output.WriteTag(part.FieldNumber, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(inner.ToArray()));
    }

    private void Change(IMessage message)
    {
        var fields = message.Descriptor.Fields.InFieldNumberOrder();
        if (fields.Count == 0)
            return;

        var field = fields[dice.Next(fields.Count)];
        if (field.IsRepeated)
            ChangeList((IList)field.Accessor.GetValue(message), field);
        else if (field.FieldType == FieldType.Message)
            ChangeMessage(message, field);
        else if (dice.Next(8) == 0)
            field.Accessor.Clear(message);
        else
            field.Accessor.SetValue(message, Value(field, field.Accessor.GetValue(message)));
    }

    private void ChangeMessage(IMessage message, FieldDescriptor field)
    {
        var inner = (IMessage?)field.Accessor.GetValue(message);
        if (inner is not null && dice.Next(6) != 0)
            Change(inner);
        else if (inner is not null && dice.Next(2) == 0)
            field.Accessor.Clear(message);
        else
            field.Accessor.SetValue(message, field.MessageType.Parser.ParseFrom(ByteString.Empty));
    }

    private void ChangeList(IList list, FieldDescriptor field)
    {
        var choice = dice.Next(10);
        if (list.Count == 0 || choice == 0)
        {
            list.Add(field.FieldType == FieldType.Message ? field.MessageType.Parser.ParseFrom(ByteString.Empty) : Value(field, null));
            return;
        }

        var at = dice.Next(list.Count);
        switch (choice)
        {
            case 1:
                list.RemoveAt(at);
                break;
            case 2:
                list.Add(list[at]);
                break;
            case 3:
                (list[0], list[at]) = (list[at], list[0]);
                break;
            case 4:
                list.Clear();
                break;
            case 5 when dice.Next(20) == 0:
                for (var n = dice.Next(1000); n > 0; n--)
                    list.Add(list[at]);
                break;
            default:
                if (list[at] is IMessage inner)
                    Change(inner);
                else
                    list[at] = Value(field, list[at]);
                break;
        }
    }

    private object Value(FieldDescriptor field, object? now) => field.FieldType switch
    {
        FieldType.Double => (double)Odd.Float(dice),
        FieldType.Float => Odd.Float(dice),
        FieldType.Bool => dice.Next(2) == 0,
        FieldType.String => s_texts[dice.Next(s_texts.Length)],
        FieldType.Bytes => ByteString.CopyFrom(bytes.Mutate(((ByteString?)now)?.ToByteArray() ?? [], [])),
        FieldType.Enum => Enum.ToObject(field.EnumType.ClrType, (int)bytes.Extreme()),
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => (int)bytes.Extreme(),
        FieldType.UInt32 or FieldType.Fixed32 => (uint)bytes.Extreme(),
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => (long)bytes.Extreme(),
        FieldType.UInt64 or FieldType.Fixed64 => bytes.Extreme(),
        _ => throw new InvalidOperationException($"{field.FullName} is of a type that the contract did not have."),
    };
}
