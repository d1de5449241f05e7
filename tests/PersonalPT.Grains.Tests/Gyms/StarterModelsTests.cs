using System.Collections;
using System.Globalization;
using Google.Protobuf;
using PersonalPT.Contracts;
using PersonalPT.Counting.Models;
using PersonalPT.Grains.Gyms;
using Generator = PersonalPT.Athletes.StarterModels;
using Stored = PersonalPT.Counting.Models.V1;

namespace PersonalPT.Grains.Tests.Gyms;

public sealed class StarterModelsTests
{
    /// <summary>Processors and runtimes round differently. What a starter model says must not.</summary>
    private const double Tolerance = 1e-6;

    public static TheoryData<string> Made => [.. Generator.Exercises];

    [Fact]
    public void The_starter_models_on_board_are_of_the_exercises_that_the_generator_has_some_for() =>
        Assert.Equal(Generator.Exercises.Order(StringComparer.Ordinal), StarterModels.Read(7).Select(s => s.Exercise.ExerciseId));

    /// <summary>Where PERSONALPT_ACCEPT=1 is set, a file that is out of date is written anew instead (see CONTRIBUTING.md).</summary>
    [Theory, MemberData(nameof(Made))]
    public void A_starter_model_on_board_is_the_one_that_the_generator_makes(string exercise)
    {
        var made = Generator.Create(exercise);
        var file = StarterModels.Read(7).FirstOrDefault(s => s.Exercise.ExerciseId == exercise).Model?.File;
        if (Environment.GetEnvironmentVariable("PERSONALPT_ACCEPT") == "1")
        {
            if (file is null || FirstDifference(made, ExerciseModel.Parse(file)) is not null)
                File.WriteAllBytes(Path.Combine(SourceFolder, exercise + ".model"), made.ToBytes());
            return;
        }

        Assert.NotNull(file);
        Assert.Null(FirstDifference(made, ExerciseModel.Parse(file)));
    }

    [Fact]
    public void A_starter_model_that_differs_in_one_number_or_word_is_found_out()
    {
        var made = Generator.Create("squat");
        var other = Stored.ExerciseModel.Parser.ParseFrom(made.ToBytes());
        Assert.Null(FirstDifference(made, ExerciseModel.Parse(other.ToByteArray())));

        other.RestMean[49] += 1e-4f;
        Assert.StartsWith("rest_mean[49]: ", FirstDifference(made, ExerciseModel.Parse(other.ToByteArray())), StringComparison.Ordinal);
        Assert.StartsWith("origin: ", FirstDifference(made, made.WithOrigin(ModelOrigin.Demonstration)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("squat", "Squat")]
    [InlineData("jump_jack", "Jump jack")]
    [InlineData("push-up", "Push up")]
    public void An_exercises_name_for_people_is_made_of_its_name_for_programs(string exercise, string name) =>
        Assert.Equal(name, StarterModels.DisplayName(exercise));

    [Fact]
    public void Every_starter_model_can_be_read_and_is_marked_as_one()
    {
        foreach (var (exercise, model) in StarterModels.Read(7))
        {
            Assert.True(Identifiers.IsName(exercise.ExerciseId));
            Assert.Equal(ModelOrigin.Starter, ExerciseModel.Parse(model.File).Origin);
            Assert.Equal((ModelOrigin.Starter, 7L), (model.Origin, model.CreatedMicros));
        }
    }

    /// <summary>What two models differ in, in words; null where they are the same but for rounding.</summary>
    private static string? FirstDifference(ExerciseModel a, ExerciseModel b)
    {
        var (left, right) = (Fields(Stored.ExerciseModel.Parser.ParseFrom(a.ToBytes())), Fields(Stored.ExerciseModel.Parser.ParseFrom(b.ToBytes())));
        foreach (var ((path, x), (otherPath, y)) in left.Zip(right))
        {
            if (path != otherPath)
                return $"{path}: it is {otherPath}";
            if (x is float or double
                ? !(Math.Abs(Number(x) - Number(y)) <= Tolerance * Math.Max(1, Math.Abs(Number(x))))
                : !x.Equals(y))
                return $"{path}: {x} and {y}";
        }

        return left.Count == right.Count ? null : $"fields: {left.Count} and {right.Count}";

        static double Number(object value) => Convert.ToDouble(value, CultureInfo.InvariantCulture);
    }

    /// <summary>All that a message says, with the path to it.</summary>
    private static List<(string Path, object Value)> Fields(IMessage message) =>
    [
        .. message.Descriptor.Fields.InFieldNumberOrder().SelectMany(field => field.Accessor.GetValue(message) switch
        {
            IList list => list.Cast<object>().SelectMany((value, i) => Below($"{field.Name}[{i}]", value)),
            { } value => Below(field.Name, value),
            null => [],
        }),
    ];

    private static IEnumerable<(string Path, object Value)> Below(string path, object value) =>
        value is IMessage message ? Fields(message).Select(f => ($"{path}.{f.Path}", f.Value)) : [(path, value)];

    private static string SourceFolder
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "PersonalPT.sln")))
                folder = folder.Parent ?? throw new InvalidOperationException("No PersonalPT.sln above the test's folder.");
            return Path.Combine(folder.FullName, "src", "PersonalPT.Grains", "Gyms", "Starters");
        }
    }
}
