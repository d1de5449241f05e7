namespace PersonalPT.Web.Access;

/// <summary>What somebody is in his gym. The names are those of the sign-in's claims.</summary>
public enum PageRole
{
    /// <summary>Does exercises; sees his own only.</summary>
    Athlete = 1,
    /// <summary>Teaches; sees his own, and what athletes have granted him.</summary>
    Coach = 2,
    /// <summary>Works at the gym; sees everybody in it and keeps its catalog.</summary>
    Staff = 3,
    /// <summary>Runs the gym; as staff.</summary>
    Administrator = 4,
}
