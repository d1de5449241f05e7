namespace PersonalPT.Client;

/// <summary>Where the server is and who calls it.</summary>
public sealed record PersonalPTClientOptions
{
    /// <summary>The server, such as <c>https://gym.example</c>; <c>http://</c> means HTTP/2 without encryption.</summary>
    public required Uri Address { get; init; }

    /// <summary>Who calls.</summary>
    public required ClientCredential Credential { get; init; }

    /// <summary>SHA-256 of the server's certificate in hexadecimal digits, as a pairing's QR code says it: the server is the one with this certificate, whatever names
    /// and authorities stand in it. Null: the certificate is checked as usual. Not together with <see cref="HttpHandler"/>. Default: null.</summary>
    public string? CertificateFingerprint { get; init; }

    /// <summary>The clock of waiting and retrying. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>What carries the calls; not disposed by the client. Default: a <see cref="SocketsHttpHandler"/> that pings an open connection every five
    /// seconds, so that one that a change of network has killed is noticed within ten, and that <see cref="PersonalPTClient.NetworkChanged"/> replaces. With a
    /// handler of the app's own, calls are made again after such a change, but over whatever connection that handler chooses.</summary>
    public HttpMessageHandler? HttpHandler { get; init; }
}
