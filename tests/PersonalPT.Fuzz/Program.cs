using System.Globalization;
using PersonalPT.Fuzz;

const string Usage = """
    Mutated messages against everything that reads bytes from outside.

      TARGET FILE               replays one message; ends with 0 where it is accepted or refused in order
      campaign [COUNT [SEED]]   so many mutated messages, spread over all targets (100000, 1)
      list                      the targets
    """;

switch (args)
{
    case ["list"]:
        foreach (var name in FuzzTargets.Names)
            Console.WriteLine(name);
        return 0;
    case ["campaign", .. var numbers] when numbers.Length <= 2 && numbers.All(n => int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out _)):
        var count = numbers.Length > 0 ? int.Parse(numbers[0], CultureInfo.InvariantCulture) : 100_000;
        var seed = numbers.Length > 1 ? int.Parse(numbers[1], CultureInfo.InvariantCulture) : 1;
        var result = Campaign.Run(FuzzTargets.All, count, seed, CancellationToken.None);
        foreach (var line in result.Lines)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{line.Target,-36} {line.Messages,8} messages {line.Accepted,8} accepted {line.LargestAllocation / 1024.0,9:0} KB {line.Slowest.TotalMilliseconds,7:0.0} ms {line.Time.TotalSeconds,6:0.0} s"));
        }

        foreach (var finding in result.Findings.Take(20))
            Console.Error.WriteLine(finding);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.Lines.Sum(l => l.Messages)} messages, {result.Findings.Count} findings, {result.Time.TotalSeconds:0.0} s"));
        return result.Findings.Count == 0 ? 0 : 1;
    case [var target, var file] when FuzzTargets.Names.Contains(target) && File.Exists(file):
        FuzzTargets.Find(target)(File.ReadAllBytes(file));
        Console.WriteLine("Accepted, or refused in order.");
        return 0;
    default:
        Console.Error.WriteLine(Usage);
        return 2;
}
