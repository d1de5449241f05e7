using Google.Protobuf.Reflection;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Protocol.Tests;

/// <summary>The contract as it was generated, and the texts about it.</summary>
internal static class Contract
{
    public static IReadOnlyList<FileDescriptor> Files { get; } =
    [
        CaptureReflection.Descriptor, CoachingServiceReflection.Descriptor, ExerciseServiceReflection.Descriptor, HistoryServiceReflection.Descriptor,
        ModelServiceReflection.Descriptor, SessionEventReflection.Descriptor, SessionServiceReflection.Descriptor, TrackingServiceReflection.Descriptor,
        GroupServiceReflection.Descriptor, RecordingServiceReflection.Descriptor, AccountServiceReflection.Descriptor,
        PlanServiceReflection.Descriptor, WebhookServiceReflection.Descriptor,
    ];

    public static IEnumerable<MethodDescriptor> Methods => Files.SelectMany(file => file.Services).SelectMany(service => service.Methods);

    /// <summary>Everything that may never change its number or its type, a line each.</summary>
    public static IEnumerable<string> Lines()
    {
        foreach (var file in Files)
        {
            foreach (var message in file.MessageTypes)
                foreach (var line in Lines(message))
                    yield return line;
            foreach (var enumeration in file.EnumTypes)
                foreach (var line in Lines(enumeration))
                    yield return line;
            foreach (var method in file.Services.SelectMany(service => service.Methods))
                yield return $"{method.FullName}({Stream(method.IsClientStreaming)}{method.InputType.Name}) "
                    + $"returns ({Stream(method.IsServerStreaming)}{method.OutputType.Name})";
        }
    }

    /// <summary>A file that lies beside the tests.</summary>
    public static string Text(params string[] path) => File.ReadAllText(Path.Combine([AppContext.BaseDirectory, .. path]));

    public static IEnumerable<string> ProtoFiles => Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "protos"), "*.proto");

    private static IEnumerable<string> Lines(MessageDescriptor message) =>
        message.Fields.InFieldNumberOrder().Select(field => $"{field.FullName} = {field.FieldNumber} {Type(field)}")
            .Concat(message.NestedTypes.SelectMany(Lines))
            .Concat(message.EnumTypes.SelectMany(Lines));

    private static IEnumerable<string> Lines(EnumDescriptor enumeration) =>
        enumeration.Values.Select(value => $"{enumeration.FullName}.{value.Name} = {value.Number}");

    private static string Type(FieldDescriptor field)
    {
        var name = field.FieldType switch
        {
            FieldType.Message => field.MessageType.Name,
            FieldType.Enum => field.EnumType.Name,
            var plain => plain.ToString().ToLowerInvariant(),
        };
        var oneof = field.RealContainingOneof is { } group ? $" in {group.Name}" : "";
        return (field.IsRepeated ? "repeated " : "") + name + oneof;
    }

    private static string Stream(bool isStreaming) => isStreaming ? "stream " : "";
}
