namespace PersonalPT.Counting.Models;

/// <summary>Where a model comes from. The numbers are stored: never renumber.</summary>
public enum ModelOrigin
{
    /// <summary>A person's demonstration.</summary>
    Demonstration = 1,
    /// <summary>Generated, so that a new installation counts at once.</summary>
    Starter = 2,
}
