namespace PersonalPT.Web.Charts;

/// <summary>A place of a line.</summary>
/// <param name="Name">What stands under it.</param>
/// <param name="Label">What it says when it is pointed at.</param>
/// <param name="Value">How high; null: nothing is known there, and the line goes over it.</param>
public sealed record ChartPoint(string Name, string Label, double? Value);
