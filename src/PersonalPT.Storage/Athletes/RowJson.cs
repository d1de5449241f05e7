using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace PersonalPT.Storage.Athletes;

/// <summary>Rows as JSON objects with the names of their columns. A column that is added later is there by itself.</summary>
internal static class RowJson
{
    /// <summary>Writes a row.</summary>
    /// <param name="table">Its table.</param>
    /// <param name="row">The row.</param>
    /// <param name="without">Properties that are left out.</param>
    public static ReadOnlyMemory<byte> Write(IEntityType table, object row, params ReadOnlySpan<string> without)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(bytes);
        json.WriteStartObject();
        foreach (var property in table.GetProperties())
        {
            if (without.Contains(property.Name))
                continue;

            json.WritePropertyName(property.GetColumnName());
            Write(json, property.PropertyInfo!.GetValue(row), IsJson(property.Name));
        }

        json.WriteEndObject();
        json.Flush();
        return bytes.WrittenMemory;
    }

    /// <summary>Writes a cue without whose session it is in.</summary>
    public static ReadOnlyMemory<byte> Cue(long recordedMicros, string body)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(bytes);
        json.WriteStartObject();
        json.WriteNumber("recorded_micros", recordedMicros);
        json.WritePropertyName("body");
        json.WriteRawValue(body);
        json.WriteEndObject();
        json.Flush();
        return bytes.WrittenMemory;
    }

    // Texts that are JSON themselves stand in the file as what they say.
    private static bool IsJson(string property) => property is "Body" or "Report" or "PointSettings";

    private static void Write(Utf8JsonWriter json, object? value, bool isJson)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case string text when isJson:
                json.WriteRawValue(text);
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case float number:
                json.WriteNumberValue(number);
                break;
            case double number:
                json.WriteNumberValue(number);
                break;
            case Enum choice:
                json.WriteStringValue(JsonNamingPolicy.SnakeCaseLower.ConvertName(choice.ToString()));
                break;
            case int or long:
                json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            default:
                throw new NotSupportedException($"A column of {value.GetType().Name} cannot be exported.");
        }
    }
}
