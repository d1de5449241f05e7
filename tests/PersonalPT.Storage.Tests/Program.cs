using PersonalPT.Storage.Tests.Sqlite;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace PersonalPT.Storage.Tests;

/// <summary>The tests' entry point as xunit would make it, and one more: the program that is killed while it appends.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        if (args is [AppendingProcess.Argument, var path])
        {
            await AppendingProcess.Run(path);
            return 0;
        }

        return args.Any(arg => arg is "--server" or "--internal-msbuild-node")
            ? await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
            : await ConsoleRunner.Run(args);
    }
}
