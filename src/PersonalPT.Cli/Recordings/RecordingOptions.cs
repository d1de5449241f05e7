using System.CommandLine;
using PersonalPT.Evaluation.DataSets;

namespace PersonalPT.Cli.Recordings;

/// <summary>A recording on the command line: a data set's folder and a name in it.</summary>
internal sealed class RecordingOptions
{
    private readonly Argument<string> _folder = new("DATASET") { Description = "A folder with sequences.csv and poses/NAME.npy." };
    private readonly Argument<string> _name = new("NAME") { Description = "A recording in it." };
    private readonly Option<string?> _exercise = new("--exercise") { Description = "Default: what sequences.csv says.", HelpName = "ID" };

    /// <summary>Lets the command take the options.</summary>
    public void AddTo(Command command)
    {
        command.Arguments.Add(_folder);
        command.Arguments.Add(_name);
        command.Options.Add(_exercise);
    }

    /// <summary>Reads the recording.</summary>
    /// <exception cref="DataSetException">The data set cannot be read.</exception>
    /// <exception cref="CommandFailedException">It has no such recording.</exception>
    public (RecordedSequence Sequence, string Exercise) Load(ParseResult parse, CancellationToken cancellationToken)
    {
        var dataSet = DataSet.Load(parse.GetRequiredValue(_folder), cancellationToken);
        var sequence = Recording.Find(dataSet, parse.GetRequiredValue(_name));
        if (sequence.Frames.Count == 0)
            throw new CommandFailedException($"the recording '{sequence.Name}' has no frames: choose another one.");
        return (sequence, parse.GetValue(_exercise) ?? sequence.Exercise);
    }
}
