using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace PersonalPT.Fuzz;

/// <summary>Looks for numbers that are none in what came out.</summary>
internal static class Leaks
{
    /// <summary>Fails where a value is not finite.</summary>
    public static void NotFinite(ReadOnlySpan<float> values, string where)
    {
        foreach (var value in values)
        {
            if (!float.IsFinite(value))
                throw new LeakException($"{value} in {where}.");
        }
    }

    /// <summary>Fails where any number of a message is not finite.</summary>
    public static void NotFinite(IMessage message)
    {
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            if (field.FieldType is not (FieldType.Float or FieldType.Double or FieldType.Message) || (field.ContainingOneof is not null && !field.Accessor.HasValue(message)))
                continue;

            if (field.Accessor.GetValue(message) is System.Collections.IEnumerable many)
            {
                foreach (var one in many)
                    NotFinite(one, field);
            }
            else
            {
                NotFinite(field.Accessor.GetValue(message), field);
            }
        }
    }

    private static void NotFinite(object? value, FieldDescriptor field)
    {
        if (value is IMessage inner)
            NotFinite(inner);
        else if (value is float f && !float.IsFinite(f) || value is double d && !double.IsFinite(d))
            throw new LeakException($"{value} in {field.FullName}.");
    }
}
