namespace PersonalPT.Client;

/// <summary>What kind of thing went wrong, so that an app can choose what to show.</summary>
public enum PersonalPTErrorKind
{
    /// <summary>The server could not be reached, is going away, or failed inside. Trying again later makes sense.</summary>
    Unavailable = 1,
    /// <summary>The server has too much to do. Trying again later makes sense.</summary>
    Overloaded = 2,
    /// <summary>The credential was not accepted: sign in again.</summary>
    Unauthenticated = 3,
    /// <summary>The caller may not do this.</summary>
    PermissionDenied = 4,
    /// <summary>What was sent is wrong.</summary>
    InvalidArgument = 5,
    /// <summary>There is no such session, exercise, model or athlete, or it was erased.</summary>
    NotFound = 6,
    /// <summary>It contradicts what is there already.</summary>
    Conflict = 7,
    /// <summary>Another phone has taken the session over.</summary>
    Superseded = 8,
    /// <summary>The server has inputs of this session that this phone never made.</summary>
    OutOfStep = 9,
    /// <summary>The server does not know this call: it is older than this client, or not a PersonalPT server at all.</summary>
    Unsupported = 10,
}
