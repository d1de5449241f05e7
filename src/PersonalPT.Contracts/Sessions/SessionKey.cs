namespace PersonalPT.Contracts.Sessions;

/// <summary>Names a session. The gym is part of it, so that no key can ever reach across gyms.</summary>
/// <param name="GymId">The gym.</param>
/// <param name="SessionId">The session, a UUID made by the client.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.SessionKey")]
public readonly record struct SessionKey([property: Id(0)] string GymId, [property: Id(1)] string SessionId)
{
    /// <summary>The key of the session's grain.</summary>
    public override string ToString() => $"{GymId}/{SessionId}";

    /// <summary>Reads the key of a session's grain.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public static SessionKey Parse(string grainKey) =>
        grainKey.Split('/') is [var gym, var session]
            ? new SessionKey(gym, session)
            : throw new FormatException($"'{grainKey}' is not the key of a session: expected GYM/SESSION.");
}
