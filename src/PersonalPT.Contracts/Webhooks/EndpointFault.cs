namespace PersonalPT.Contracts.Webhooks;

/// <summary>Why a webhook cannot have an address.</summary>
public enum EndpointFault
{
    /// <summary>It is no address of the web, or too long.</summary>
    NoAddress = 1,
    /// <summary>It has a user or a fragment.</summary>
    UserOrFragment = 2,
    /// <summary>It is without TLS.</summary>
    NotHttps = 3,
    /// <summary>The server does not post there.</summary>
    NotPostedTo = 4,
}
