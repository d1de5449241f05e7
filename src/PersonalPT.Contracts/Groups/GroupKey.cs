namespace PersonalPT.Contracts.Groups;

/// <summary>Names a group session. The gym is part of it, so that no key can ever reach across gyms.</summary>
/// <param name="GymId">The gym.</param>
/// <param name="GroupId">The group, a UUID made by the client.</param>
[GenerateSerializer, Immutable, Alias("PersonalPT.GroupKey")]
public readonly record struct GroupKey([property: Id(0)] string GymId, [property: Id(1)] string GroupId)
{
    /// <summary>The key of the group's grain.</summary>
    public override string ToString() => $"{GymId}/{GroupId}";

    /// <summary>Reads the key of a group's grain.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public static GroupKey Parse(string grainKey) =>
        grainKey.Split('/') is [var gym, var group]
            ? new GroupKey(gym, group)
            : throw new FormatException($"'{grainKey}' is not the key of a group: expected GYM/GROUP.");
}
