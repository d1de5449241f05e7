using System.Globalization;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace PersonalPT.Storage.Tests;

/// <summary>The tests' entry point as xunit would make it, and one more: the programs that are killed while they append.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case [AppendingProcess.Alone, var path]:
                await AppendingProcess.RunAlone(path);
                return 0;
            case [AppendingProcess.Contending, var connectionString, var number]:
                await AppendingProcess.RunContending(connectionString, long.Parse(number, CultureInfo.InvariantCulture));
                return 0;
        }

        return args.Any(arg => arg is "--server" or "--internal-msbuild-node")
            ? await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
            : await ConsoleRunner.Run(args);
    }
}
