using PersonalPT.Client;

namespace PersonalPT.Cli.Connection;

/// <summary>As whom a command comes to a server.</summary>
/// <param name="Credential">What it shows.</param>
/// <param name="CertificateFingerprint">By which certificate it knows the server; null: one that this machine trusts.</param>
/// <param name="User">Who it is; null where only the server can tell.</param>
/// <param name="Refused">What to tell people where the server does not accept it, and why it says so.</param>
internal sealed record Admission(ClientCredential Credential, string? CertificateFingerprint, string? User, Func<string, string> Refused);
