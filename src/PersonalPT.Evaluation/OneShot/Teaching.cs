namespace PersonalPT.Evaluation.OneShot;

/// <summary>What a demonstration's teacher says about it.</summary>
public enum Teaching
{
    /// <summary>Where each rep starts and ends, as annotated.</summary>
    RepSpans,
    /// <summary>The number of reps only.</summary>
    RepCount,
    /// <summary>Nothing.</summary>
    Unlabelled,
}
