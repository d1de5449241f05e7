namespace PersonalPT.Contracts.Access;

/// <summary>What somebody is in his gym. The names are those of the claims.</summary>
public enum Role
{
    /// <summary>Does exercises; sees his own only.</summary>
    Athlete = 1,
    /// <summary>Teaches; sees his own, and what athletes have granted him.</summary>
    Coach = 2,
    /// <summary>Works at the gym; sees everybody in it and keeps its catalog.</summary>
    Staff = 3,
    /// <summary>Runs the gym; as staff.</summary>
    Administrator = 4,
    /// <summary>Joined one group session by its code, without an account: that group and one session for it are open to him, and nothing else.</summary>
    Guest = 5,
}
