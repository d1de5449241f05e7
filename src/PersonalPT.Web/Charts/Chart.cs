using System.Globalization;
using Microsoft.AspNetCore.Components;
using PersonalPT.Web.Text;

namespace PersonalPT.Web.Charts;

/// <summary>What charts have in common: the same picture with the same scale at the left and the same places from left to right.</summary>
public abstract class Chart : ComponentBase
{
    /// <summary>Width of the picture.</summary>
    protected const int Width = 480;

    /// <summary>Its height.</summary>
    protected const int Height = 180;

    /// <summary>Where the places begin.</summary>
    protected const int Left = 36;

    /// <summary>Where the uppermost line is.</summary>
    protected const int Top = 8;

    /// <summary>Where nothing is.</summary>
    protected const int Base = Height - 20;

    private const int FewestPlaces = 8;
    private const int MostLabels = 16;

    /// <summary>What it shows.</summary>
    [Parameter, EditorRequired] public required string Title { get; set; }

    /// <summary>How numbers are written.</summary>
    [Parameter, EditorRequired] public required Words Words { get; set; }

    /// <summary>The scale.</summary>
    protected Scale Scale { get; private set; } = Scale.UpTo(0);

    /// <summary>Width of a place.</summary>
    protected double Place { get; private set; }

    /// <summary>Every so many places have their name.</summary>
    protected int Every { get; private set; } = 1;

    /// <summary>A number as SVG has it.</summary>
    public static string F(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Makes the scale and the places.</summary>
    protected void Fit(double highest, int places)
    {
        Scale = Scale.UpTo(highest);
        Place = (double)(Width - Left) / Math.Max(places, FewestPlaces);
        Every = Math.Max(1, (places + MostLabels - 1) / MostLabels);
    }

    /// <summary>The middle of a place.</summary>
    protected double Middle(int index) => Left + ((index + .5) * Place);

    /// <summary>Where a value is.</summary>
    protected double Y(double value) => Base - (Math.Min(value, Scale.Most) / Scale.Most * (Base - Top));
}
