using System.Buffers;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using PersonalPT.Api.Errors;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Api.Wire;

/// <summary>
/// Looks through a large message before it is parsed. Two bytes on the wire can become an object of a hundred bytes, so a message of ten megabytes that is
/// within the limit could become one of five hundred; what no call would take is refused before that. To the parser this is a message like any other, one
/// that keeps nothing.
/// </summary>
internal sealed class MessageShape : IBufferMessage
{
    // Up to this size a message is harmless whatever is in it.
    private const int Harmless = 16 * 1024;

    // 600 inputs, each a part with what happened in another; and 36,000 frames likewise with two lists of 1,000 spans.
    private const int MostParts = 1500;
    private const int MostPartsOfDemonstration = 80_000;

    private readonly int _most;
    private MessageDescriptor _message;
    private int _parts;

    private MessageShape(MessageDescriptor message)
    {
        _message = message;
        _most = message.Fields.InFieldNumberOrder().Any(f => f.FieldType == FieldType.Message && f.MessageType == Demonstration.Descriptor)
            ? MostPartsOfDemonstration
            : MostParts;
    }

    MessageDescriptor IMessage.Descriptor => _message;

    /// <summary>Checks the bytes of a message.</summary>
    /// <param name="message">What it should be.</param>
    /// <param name="bytes">Its bytes.</param>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: more parts than any call takes.</exception>
    /// <exception cref="InvalidProtocolBufferException">The bytes are no message.</exception>
    public static void Check(MessageDescriptor message, in ReadOnlySequence<byte> bytes)
    {
        if (bytes.Length > Harmless)
            new MessageShape(message).MergeFrom(bytes);
    }

    void IBufferMessage.InternalMergeFrom(ref ParseContext input)
    {
        var message = _message;
        while (input.ReadTag() is var tag && tag != 0)
        {
            var field = message.FindFieldByNumber(WireFormat.GetTagFieldNumber(tag));
            if ((field is null || field.FieldType is FieldType.Message or FieldType.String or FieldType.Bytes) && ++_parts > _most)
                throw Refusals.BadRequest("request", $"No call takes a message of more than {_most} parts.");

            switch (WireFormat.GetTagWireType(tag))
            {
                case WireFormat.WireType.Varint:
                    input.ReadUInt64();
                    break;
                case WireFormat.WireType.Fixed32:
                    input.ReadFixed32();
                    break;
                case WireFormat.WireType.Fixed64:
                    input.ReadFixed64();
                    break;
                case WireFormat.WireType.LengthDelimited when field?.FieldType == FieldType.Message:
                    _message = field.MessageType;
                    input.ReadMessage(this);
                    _message = message;
                    break;
                case WireFormat.WireType.LengthDelimited:
                    input.ReadBytes();
                    break;
                default:
                    throw Refusals.BadRequest("request", "The contract has no groups.");
            }
        }
    }

    void IBufferMessage.InternalWriteTo(ref WriteContext output) => throw new NotSupportedException();

    void IMessage.MergeFrom(CodedInputStream input) => throw new NotSupportedException();

    void IMessage.WriteTo(CodedOutputStream output) => throw new NotSupportedException();

    int IMessage.CalculateSize() => throw new NotSupportedException();
}
