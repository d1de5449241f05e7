using CsCheck;
using Google.Protobuf;
using PersonalPT.Counting.Models;
using PersonalPT.Counting.Tests.Training;
using PersonalPT.Counting.Training;
using Stored = PersonalPT.Counting.Models.V1;

namespace PersonalPT.Counting.Tests.Models;

public class ModelFileTests
{
    private static readonly Lazy<ExerciseModel> s_model = new(() =>
    {
        var squatter = new Squatter { Visibility = .3f };
        return Trained.By(squatter.Film(hidden: i => i is > 40 and < 90), new DemonstrationLabels.RepSpans(squatter.Spans));
    });

    private static ExerciseModel Model => s_model.Value;

    [Fact]
    public void A_model_read_back_is_the_model_that_was_written()
    {
        var read = ExerciseModel.Parse(Model.ToBytes());

        Assert.True(read.Gaussian.Rest.SequenceEqual(Model.Gaussian.Rest));
        Assert.True(read.Gaussian.Active.SequenceEqual(Model.Gaussian.Active));
        Assert.True(read.Gaussian.Variance.SequenceEqual(Model.Gaussian.Variance));
        Assert.Equal(Model.RestPose, read.RestPose);
        Assert.Equal(Model.ActivePose, read.ActivePose);
        Assert.Equal(Model.TypicalRepMicros, read.TypicalRepMicros);
        Assert.Equal(Model.Origin, read.Origin);
        Assert.Equivalent(Model.Report, read.Report, strict: true);
        Assert.NotEmpty(read.Report.Warnings);
        Assert.Equal(Model.ToBytes(), read.ToBytes());
    }

    [Fact]
    public void A_model_read_back_counts_the_same()
    {
        var athlete = new Squatter { Reps = 7, RepSeconds = 1.3, Depth = .8 };
        Assert.Equal(Counted.In(athlete.Film(), Model), Counted.In(athlete.Film(), ExerciseModel.Parse(Model.ToBytes())));
    }

    [Fact]
    public void A_file_with_every_landmark_unseen_is_at_most_four_kilobytes()
    {
        Assert.InRange(Model.Report.Warnings.Count, 6, 20);
        Assert.InRange(Model.ToBytes().Length, 1_000, 4 * 1024);
    }

    [Fact]
    public void A_starter_model_says_so_in_its_file()
    {
        Assert.Equal(ModelOrigin.Demonstration, Model.Origin);
        Assert.Equal(ModelOrigin.Starter, ExerciseModel.Parse(Model.WithOrigin(ModelOrigin.Starter).ToBytes()).Origin);
    }

    [Fact]
    public void A_newer_format_is_refused_with_the_advice_to_update()
    {
        var error = Refused(file => file.FormatVersion = 2);
        Assert.Equal("This exercise model was made by a newer PersonalPT (model format 2, this one reads 1): update PersonalPT.", error.Message);
    }

    [Fact]
    public void A_newer_feature_set_is_refused_with_the_advice_to_update()
    {
        var error = Refused(file => file.FeatureSetVersion = 7);
        Assert.Contains("feature set 7, this one reads 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_format_is_recognised_whatever_else_it_holds() =>
        Assert.Contains("update PersonalPT", Assert.Throws<ModelFormatException>(() => ExerciseModel.Parse([0x08, 0x09])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("{\"model\": 1}")]
    [InlineData("PK\u0003\u0004 some archive")]
    public void A_file_of_another_kind_is_called_no_model(string content)
    {
        var error = Assert.Throws<ModelFormatException>(() => ExerciseModel.Parse(System.Text.Encoding.UTF8.GetBytes(content)));
        Assert.StartsWith("This is not an exercise model (", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_over_sixteen_kilobytes_is_not_even_read()
    {
        var padded = new byte[16 * 1024 + 1];
        Model.ToBytes().CopyTo(padded, 0);
        Assert.Contains("at most 16 KB, this file has 17", Assert.Throws<ModelFormatException>(() => ExerciseModel.Parse(padded)).Message, StringComparison.Ordinal);
    }

    public static TheoryData<string> Damages => [.. s_damages.Keys];

    private static readonly Dictionary<string, Action<Stored.ExerciseModel>> s_damages = new()
    {
        ["no feature set"] = file => file.FeatureSetVersion = 0,
        ["a mean too few"] = file => file.RestMean.RemoveAt(49),
        ["a mean too many"] = file => file.ActiveMean.Add(1),
        ["no variances"] = file => file.Variance.Clear(),
        ["a mean that is no number"] = file => file.ActiveMean[3] = float.NaN,
        ["an infinite mean"] = file => file.RestMean[3] = float.NegativeInfinity,
        ["a mean beyond belief"] = file => file.RestMean[3] = 1e30f,
        ["a variance of 0"] = file => file.Variance[3] = 0,
        ["a negative variance"] = file => file.Variance[3] = -1,
        ["a variance that is no number"] = file => file.Variance[3] = float.NaN,
        ["states that hardly differ"] = file =>
        {
            file.RestMean.Clear();
            file.ActiveMean.Clear();
            file.RestMean.AddRange(new float[50]);
            file.ActiveMean.AddRange(Enumerable.Repeat(1e-30f, 50));
        },
        ["no pose"] = file => file.RestPose = null,
        ["a landmark too few"] = file => file.ActivePose.Z.RemoveAt(0),
        ["a landmark nowhere"] = file => file.ActivePose.Z[0] = float.NaN,
        ["a visibility above 1"] = file => file.RestPose.Visibility[0] = 2,
        ["a negative duration"] = file => file.TypicalRepMicros = -1,
        ["no origin"] = file => file.Origin = Stored.Origin.Unspecified,
        ["an unknown origin"] = file => file.Origin = (Stored.Origin)3,
        ["no report"] = file => file.Report = null,
        ["more reps than an int holds"] = file => file.Report.CountedReps = uint.MaxValue,
        ["a separation that is no number"] = file => file.Report.Separation = double.NaN,
        ["a share above 1"] = file => file.Report.Features[0].Share = 1.1,
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void A_damaged_model_is_refused_with_the_reason_in_one_line(string damage)
    {
        var error = Refused(s_damages[damage]);
        Assert.StartsWith("This exercise model is damaged (", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("): export it again, or train a new one.", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Any_bytes_are_a_model_or_refused() => Gen.Byte.Array[0, 3000].Sample(IsModelOrRefused, iter: 2_000);

    [Fact]
    public void A_model_with_any_bytes_changed_is_a_model_or_refused()
    {
        var bytes = Model.ToBytes();
        var change = Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Byte, Gen.Int[0, 3]);
        Gen.Select(change.Array[1, 6], Gen.Int[0, bytes.Length]).Sample(
            (changes, length) =>
            {
                var changed = bytes.ToList();
                foreach (var (at, value, kind) in changes)
                {
                    var index = Math.Min(at, changed.Count - 1);
                    if (kind == 0)
                        changed.Insert(index, value);
                    else if (kind == 1)
                        changed.RemoveAt(index);
                    else
                        changed[index] = value;
                }

                return IsModelOrRefused([.. changed.Take(changes.Length % 2 == 0 ? length : changed.Count)]);
            },
            iter: 5_000);
    }

    /// <summary>What was accepted must be whole: it can be written and read again, and its signals are numbers.</summary>
    private static bool IsModelOrRefused(byte[] bytes)
    {
        try
        {
            var model = ExerciseModel.Parse(bytes);
            var signals = new float[Directions.Lanes];
            model.Directions.Project(Model.Gaussian.Active, signals);
            return signals.All(float.IsFinite) && ExerciseModel.Parse(model.ToBytes()).ToBytes().SequenceEqual(model.ToBytes());
        }
        catch (ModelFormatException refused)
        {
            return refused.Message.Length is > 20 and < 200 && !refused.Message.Contains('\n', StringComparison.Ordinal);
        }
    }

    private static ModelFormatException Refused(Action<Stored.ExerciseModel> damage)
    {
        var file = Stored.ExerciseModel.Parser.ParseFrom(Model.ToBytes());
        damage(file);
        return Assert.Throws<ModelFormatException>(() => ExerciseModel.Parse(file.ToByteArray()));
    }
}
