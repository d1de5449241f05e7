using Grpc.Core;
using PersonalPT.Api.Wire;
using PersonalPT.Contracts.Sessions;
using Wire = PersonalPT.Protocol.V1;

namespace PersonalPT.Api.Tests.Wire;

public sealed class WireSetChangesTests
{
    private const string Id = "5f8f0f5e-7f0e-4b55-9f0a-000000000001";

    public static TheoryData<Wire::AnnotateSetRequest, string> WrongNotes => new()
    {
        { new() { SetNumber = 1, ChangeId = Id }, "load_kg" },
        { new() { SetNumber = 0, ChangeId = Id, LoadKg = 60 }, "set_number" },
        { new() { SetNumber = uint.MaxValue, ChangeId = Id, LoadKg = 60 }, "set_number" },
        { new() { SetNumber = 1, LoadKg = 60 }, "change_id" },
        { new() { SetNumber = 1, ChangeId = Id.ToUpperInvariant(), LoadKg = 60 }, "change_id" },
        { new() { SetNumber = 1, ChangeId = Id, LoadKg = double.NaN }, "load_kg" },
        { new() { SetNumber = 1, ChangeId = Id, LoadKg = -1 }, "load_kg" },
        { new() { SetNumber = 1, ChangeId = Id, LoadKg = double.PositiveInfinity }, "load_kg" },
        { new() { SetNumber = 1, ChangeId = Id, Rpe = 0.5 }, "rpe" },
        { new() { SetNumber = 1, ChangeId = Id, Rpe = 7.3 }, "rpe" },
        { new() { SetNumber = 1, ChangeId = Id, Rpe = double.NaN }, "rpe" },
        { new() { SetNumber = 1, ChangeId = Id, Note = "" }, "note" },
        { new() { SetNumber = 1, ChangeId = Id, Note = "a\0b" }, "note" },
        { new() { SetNumber = 1, ChangeId = Id, Note = new string('x', 501) }, "note" },
        { new() { SetNumber = 1, ChangeId = Id, Remove = { Wire::SetAnnotationPart.Load, Wire::SetAnnotationPart.Unspecified } }, "remove[1]" },
        { new() { SetNumber = 1, ChangeId = Id, Remove = { (Wire::SetAnnotationPart)99 } }, "remove[0]" },
        { new() { SetNumber = 1, ChangeId = Id, Note = "x", Remove = { Wire::SetAnnotationPart.Note } }, "note" },
    };

    public static TheoryData<Wire::CorrectSetRequest, string> WrongCounts => new()
    {
        { new() { SetNumber = 1, ChangeId = Id }, "correction" },
        { new() { SetNumber = 0, ChangeId = Id, Reps = 3 }, "set_number" },
        { new() { SetNumber = 1, ChangeId = "x", Reps = 3 }, "change_id" },
        { new() { SetNumber = 1, ChangeId = Id, Reps = 1001 }, "reps" },
        { new() { SetNumber = 1, ChangeId = Id, Reps = uint.MaxValue }, "reps" },
    };

    [Theory, MemberData(nameof(WrongNotes), DisableDiscoveryEnumeration = true)]
    public void What_cannot_be_noted_is_refused_with_the_name_of_its_field(Wire::AnnotateSetRequest request, string field) =>
        Assert.Equal([field], Fields(Assert.Throws<RpcException>(() => WireSetChanges.Read(request, "carl"))));

    [Theory, MemberData(nameof(WrongCounts), DisableDiscoveryEnumeration = true)]
    public void What_cannot_be_a_count_is_refused_with_the_name_of_its_field(Wire::CorrectSetRequest request, string field) =>
        Assert.Equal([field], Fields(Assert.Throws<RpcException>(() => WireSetChanges.Read(request, "carl"))));

    [Fact]
    public void Everything_that_is_wrong_is_named_at_once() => Assert.Equal(
        ["set_number", "change_id", "load_kg", "rpe", "note"],
        Fields(Assert.Throws<RpcException>(() => WireSetChanges.Read(new Wire::AnnotateSetRequest { LoadKg = -1, Rpe = 11, Note = " " }, "carl"))));

    [Fact]
    public void What_is_read_is_sent_alike()
    {
        var request = new Wire::AnnotateSetRequest { SetNumber = 3, ChangeId = Id, LoadKg = 0, Rpe = 8.5, Note = " Heavy \U0001F4AA\r\nbut fine. " };

        var read = WireSetChanges.Read(request, "carl");
        var sent = WireSetChanges.Write(new RecordedSetChange(read, 7, 9));

        Assert.Equal(new SetAnnotated(Id, 3, "carl", 0, 17, "Heavy \U0001F4AA\nbut fine.", SetAnnotationParts.None), read);
        Assert.Equal(
            new Wire::SetChange
            {
                RecordedTimeUs = 7,
                EventSeq = 9,
                Annotated = new Wire::SetAnnotated { SetNumber = 3, ChangeId = Id, AuthorId = "carl", LoadKg = 0, Rpe = 8.5, Note = "Heavy \U0001F4AA\nbut fine." },
            },
            sent);
    }

    [Fact]
    public void What_is_taken_away_is_sent_alike()
    {
        var request = new Wire::AnnotateSetRequest
        {
            SetNumber = 3,
            ChangeId = Id,
            Rpe = 8,
            Remove = { Wire::SetAnnotationPart.Note, Wire::SetAnnotationPart.Load, Wire::SetAnnotationPart.Note },
        };

        var sent = WireSetChanges.Write(WireSetChanges.Read(request, "carl"));

        Assert.Equal(
            new Wire::SetAnnotated { SetNumber = 3, ChangeId = Id, AuthorId = "carl", Rpe = 8, Removed = { Wire::SetAnnotationPart.Load, Wire::SetAnnotationPart.Note } },
            sent);
    }

    [Fact]
    public void A_correction_and_its_withdrawal_are_told_apart()
    {
        var none = WireSetChanges.Read(new Wire::CorrectSetRequest { SetNumber = 1, ChangeId = Id, Reps = 0 }, "carl");
        var withdrawn = WireSetChanges.Read(new Wire::CorrectSetRequest { SetNumber = 1, ChangeId = Id, Withdraw = new() }, "carl");

        Assert.Equal((0, (int?)null), (none.Reps!.Value, withdrawn.Reps));
        Assert.Equal(new Wire::SetCorrected { SetNumber = 1, ChangeId = Id, AuthorId = "carl", Reps = 0 }, WireSetChanges.Write(none));
        Assert.Equal(new Wire::SetCorrected { SetNumber = 1, ChangeId = Id, AuthorId = "carl", Withdrawn = new() }, WireSetChanges.Write(withdrawn));
    }

    private static IEnumerable<string> Fields(RpcException error)
    {
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        return error.GetRpcStatus()!.GetDetail<Google.Rpc.BadRequest>()!.FieldViolations.Select(v => v.Field);
    }
}
