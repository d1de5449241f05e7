using System.Text.RegularExpressions;
using Google.Protobuf;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Protocol.Tests;

public sealed partial class ProtocolDocumentTests
{
    private static readonly string _document = Contract.Text("docs", "protocol", "README.md");

    [Fact]
    public void Every_call_is_named()
    {
        foreach (var method in Contract.Methods)
        {
            Assert.Contains(method.Service.Name, _document, StringComparison.Ordinal);
            Assert.Contains($"`{method.Name}`", _document, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_value_of_the_enumerations_is_named()
    {
        foreach (var value in Contract.Files.SelectMany(file => file.EnumTypes).SelectMany(type => type.Values).Where(value => value.Number != 0))
            Assert.Contains($"`{value.Name}`", _document, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_kind_of_input_response_and_event_is_named()
    {
        foreach (var message in new[] { Input.Descriptor, TrackResponse.Descriptor, SessionEvent.Descriptor, WatchSessionResponse.Descriptor })
            foreach (var field in message.Fields.InFieldNumberOrder().Where(field => field.RealContainingOneof is not null))
                Assert.Contains($"`{field.Name}`", _document, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_name_that_looks_like_one_of_the_contract_is_one()
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in Contract.Files)
        {
            known.UnionWith(file.Services.Select(service => service.Name));
            known.UnionWith(file.MessageTypes.Select(message => message.Name));
            known.UnionWith(file.EnumTypes.Select(type => type.Name));
            known.UnionWith(file.EnumTypes.SelectMany(type => type.Values).Select(value => value.Name));
            known.UnionWith(file.MessageTypes.SelectMany(message => message.Fields.InFieldNumberOrder()).Select(field => field.Name));
        }

        known.UnionWith(Contract.Methods.Select(method => method.Name));
        var unknown = Name().Matches(_document).Select(match => match.Groups[1].Value).Where(name => !known.Contains(name)).Distinct();
        Assert.Empty(unknown);
    }

    [Fact]
    public void The_worked_example_is_what_the_encoder_writes()
    {
        var frame = new byte[CompactFrame.Size];
        Assert.True(CompactFrame.TryEncode(ExampleLandmarks(), frame));
        Assert.Equal(Convert.ToHexString(frame), HexAfter("example:frame"));
    }

    [Fact]
    public void The_worked_request_is_what_the_generated_classes_write()
    {
        var frame = new byte[CompactFrame.Size];
        Assert.True(CompactFrame.TryEncode(ExampleLandmarks(), frame));
        var request = new TrackRequest { FirstInputSeq = 300, Inputs = { new Input { TimeUs = 10_000_000, Compact = ByteString.CopyFrom(frame) } } };
        var bytes = request.ToByteArray();
        Assert.Equal(Convert.ToHexString(bytes.AsSpan(0, bytes.Length - frame.Length)), HexAfter("example:request"));
    }

    private static float[] ExampleLandmarks()
    {
        var landmarks = new float[CompactFrame.FloatCount];
        ReadOnlySpan<float> seen = [0.5f, -0.25f, 0.1f, 1f, 0.75f, 0.5f, -0.0625f, 0.5f];
        seen.CopyTo(landmarks);
        return landmarks;
    }

    // The hexadecimal digits of the block after a mark; what follows a '#' is a remark, and "00 x 62" stands for 62 zeros.
    private static string HexAfter(string mark)
    {
        var start = _document.IndexOf($"<!-- {mark} -->", StringComparison.Ordinal);
        Assert.True(start >= 0, $"The mark {mark} is missing.");
        var block = _document[start..].Split("```")[1];
        var hex = string.Concat(block.Split('\n').Skip(1).Select(line => line.Split('#')[0]));
        hex = Repeated().Replace(hex, match => string.Concat(Enumerable.Repeat(match.Groups[1].Value, int.Parse(match.Groups[2].ValueSpan, null))));
        return hex.Replace(" ", "", StringComparison.Ordinal);
    }

    // snake_case and SCREAMING_CASE with the enumerations' prefixes, in code style.
    [GeneratedRegex("`((?:[a-z]+_[a-z_]+)|(?:(?:COORDINATE_SPACE|LANDMARK_MODEL|SET_END_REASON|SESSION_END_REASON|SESSION_PHASE|MOVEMENT_STATE"
        + "|STREAM_CLOSING_REASON|MODEL_ORIGIN|EXPORT_FORMAT)_[A-Z_]+))`")]
    private static partial Regex Name();

    [GeneratedRegex(@"([0-9A-F]{2}) x (\d+)")]
    private static partial Regex Repeated();
}
