using Microsoft.AspNetCore.Http;

namespace PersonalPT.Identity;

/// <summary>For whom a browser makes and uses passkeys: a name, never an address in numbers.</summary>
/// <param name="Domain">The name of the host.</param>
/// <param name="Origin">Scheme, host and port of the pages, as browsers write them.</param>
public sealed record RelyingParty(string Domain, string Origin)
{
    /// <summary>The server as its visitors name it; null where they name it by numbers, so that there are no passkeys.</summary>
    /// <param name="request">A visitor's request.</param>
    /// <param name="publicAddress">Where people reach the pages; null: where the request went.</param>
    public static RelyingParty? Of(HttpRequest request, Uri? publicAddress)
    {
        ArgumentNullException.ThrowIfNull(request);
        return (publicAddress ?? (Uri.TryCreate($"{request.Scheme}://{request.Host}", UriKind.Absolute, out var here) ? here : null)) is { HostNameType: UriHostNameType.Dns } place
            ? new RelyingParty(place.IdnHost, new UriBuilder(place.Scheme, place.IdnHost, place.Port).Uri.GetLeftPart(UriPartial.Authority))
            : null;
    }
}
