namespace PersonalPT.Cli.SignIns;

/// <summary>Where sign-ins are kept: a folder of the user's own.</summary>
internal static class SignInFolder
{
    /// <summary>Names another folder than the usual one.</summary>
    public const string Variable = "PERSONALPT_CONFIG";

    /// <summary>The folder; it may not be there yet.</summary>
    /// <exception cref="CommandFailedException">This user has none.</exception>
    public static string Path
    {
        get
        {
            if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
                return System.IO.Path.GetFullPath(given);
            var usual = Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify);
            return usual.Length > 0
                ? System.IO.Path.Combine(usual, "personalpt")
                : throw new CommandFailedException($"this user has no folder where sign-ins could be kept: name one in {Variable}.");
        }
    }
}
