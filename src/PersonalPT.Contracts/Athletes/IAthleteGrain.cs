namespace PersonalPT.Contracts.Athletes;

/// <summary>Everything of one person, over all that holds some of it. Key: <see cref="AthleteKey"/>.</summary>
[Alias("PersonalPT.IAthleteGrain")]
public interface IAthleteGrain : IGrainWithStringKey
{
    /// <summary>
    /// Does what is left of the erasure that was begun: ends live sessions, deletes, and tells whoever holds some of it in memory. Safe to call again; an
    /// erasure that was cut off goes on where it was.
    /// </summary>
    /// <returns>What was erased; null where no erasure is going on.</returns>
    [Alias("Erase"), ResponseTimeout("00:10:00")]
    Task<ErasureReport?> Erase();
}

/// <summary>What an erasure came to.</summary>
/// <param name="Mark">Stands where the person stood in what is kept: random, and nothing says whose it was.</param>
/// <param name="Sessions">Sessions that were deleted.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.ErasureReport")]
public sealed record ErasureReport([property: Id(0)] string Mark, [property: Id(1)] int Sessions);
