using System.Globalization;

namespace PersonalPT.Cli.Load;

/// <summary>What a server says of itself at <c>/metrics</c>, as far as a load wants to know it.</summary>
/// <param name="InputsReceived">Inputs that sessions took.</param>
/// <param name="Batches">Batches that sessions took.</param>
/// <param name="AllocatedBytes">Bytes that were allocated since the server started.</param>
internal sealed record ServerFigures(double InputsReceived, double Batches, double AllocatedBytes)
{
    /// <summary>Asks a server.</summary>
    public static async Task<ServerFigures> OfAsync(HttpClient http, Uri web, CancellationToken cancellationToken)
    {
        var text = await http.GetStringAsync(new Uri(web, "metrics"), cancellationToken);
        return Parse(text);
    }

    /// <summary>Reads the text of Prometheus: NAME{labels} VALUE [time], a line each; labels' values are added up.</summary>
    public static ServerFigures Parse(string text)
    {
        return new ServerFigures(Sum("personalpt_inputs_received"), Sum("personalpt_frame_age_seconds_count"), Sum("dotnet_gc_heap_total_allocated"));

        double Sum(string name) => text.Split('\n')
            .Where(line => line.StartsWith(name, StringComparison.Ordinal))
            .Sum(line => line.LastIndexOf('}') is >= 0 and var labels ? Value(line[(labels + 1)..]) : Value(line[line.IndexOf(' ', StringComparison.Ordinal)..]));

        static double Value(string tail) => double.Parse(tail.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture);
    }
}
