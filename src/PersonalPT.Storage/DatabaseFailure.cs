using System.Data.Common;

namespace PersonalPT.Storage;

/// <summary>Tells what a database said from what is wrong with the program.</summary>
internal static class DatabaseFailure
{
    /// <summary>Whether it comes from the database; EF Core wraps what it says, once or twice.</summary>
    public static bool Is(Exception? failure)
    {
        while (failure is not null and not DbException)
            failure = failure.InnerException;

        return failure is not null;
    }
}
