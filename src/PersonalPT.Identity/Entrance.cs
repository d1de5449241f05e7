using PersonalPT.Contracts.Accounts;

namespace PersonalPT.Identity;

/// <summary>What came of an attempt to come in.</summary>
/// <param name="Account">Who came in; null: nobody.</param>
/// <param name="Fault">Why not; null where he did.</param>
public sealed record Entrance(Account? Account, EntranceFault? Fault)
{
    internal static Entrance Of(EntranceFault fault) => new(null, fault);
}

/// <summary>Why somebody did not come in.</summary>
public enum EntranceFault
{
    /// <summary>There is no such account, or its password is another one.</summary>
    Wrong = 1,
    /// <summary>After too many wrong passwords none is looked at for a while.</summary>
    Locked = 2,
    /// <summary>Too many wrong attempts came from the same address, or too many people come in at this moment.</summary>
    TooMany = 3,
    /// <summary>The code is wrong, was used, or has run out.</summary>
    NoSuchCode = 4,
    /// <summary>The new password is too short, too long or the person's own id.</summary>
    BadPassword = 5,
    /// <summary>The gym cannot be named so.</summary>
    BadGym = 6,
    /// <summary>Nobody can be named so.</summary>
    BadUser = 7,
    /// <summary>The server has its owner already.</summary>
    SetUpBefore = 8,
    /// <summary>The server has no owner yet: it has to be set up first.</summary>
    NotSetUp = 9,
    /// <summary>There is no such passkey, or what its device said is not good.</summary>
    WrongPasskey = 10,
    /// <summary>The device answered too late, or not what it was asked last.</summary>
    TooLate = 11,
}
