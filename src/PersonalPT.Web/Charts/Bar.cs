namespace PersonalPT.Web.Charts;

/// <summary>A bar of a chart, of one part or two.</summary>
/// <param name="Name">What stands under it.</param>
/// <param name="Label">What it says when it is pointed at.</param>
/// <param name="First">The lower part.</param>
/// <param name="Second">The upper part; 0: none.</param>
/// <param name="Mark">A line across this bar, such as what somebody has said instead; null: none.</param>
public sealed record Bar(string Name, string Label, double First, double Second = 0, double? Mark = null);
