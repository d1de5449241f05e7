using PersonalPT.Contracts.Models;

namespace PersonalPT.Contracts.Tests;

internal static class Samples
{
    public static ModelReference Model => new("ann", "squat", 4);
}
