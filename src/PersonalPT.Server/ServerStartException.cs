namespace PersonalPT.Server;

/// <summary>The server cannot start. The message is one plain line that says what to do.</summary>
public sealed class ServerStartException(string message, Exception? inner = null) : Exception(message, inner)
{
    internal static ServerStartException BadOptions(IReadOnlyList<string> errors) => new($"The server's options are wrong: {string.Join("; ", errors)}.");

    internal static ServerStartException PortInUse(string option, int port, Exception inner) =>
        new($"Port {port} is in use: stop the program that has it, or choose another one with {option} (0: any free one).", inner);

    internal static ServerStartException PortRefused(string option, string host, int port, Exception inner) =>
        new($"The server may not listen on {host}, port {port}: choose another one with {option} (0: any free one). {inner.Message}.", inner);

    internal static ServerStartException BadCertificate(string file, string why, Exception? inner = null) =>
        new($"The certificate '{file}' cannot be used: {why}. Name another one with CertificateFile, or none to have the server make its own.", inner);
}
