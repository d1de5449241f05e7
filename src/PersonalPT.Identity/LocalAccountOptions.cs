namespace PersonalPT.Identity;

/// <summary>Accounts that the server keeps by itself, for one gym's box.</summary>
public sealed record LocalAccountOptions
{
    /// <summary>Whether there are such accounts. Default: false.</summary>
    public bool IsOn { get; init; }

    /// <summary>Wrong passwords in a row after which an account takes none for a while. Default: 5.</summary>
    public int WrongPasswords { get; init; } = 5;

    /// <summary>How long that is. Default: 5 minutes.</summary>
    public TimeSpan LockedFor { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Wrong passwords and codes that one address has in a minute. Default: 20.</summary>
    public int WrongAttemptsOfAddress { get; init; } = 20;

    /// <summary>Passwords that are checked or stored at once; one takes a processor for a while. Default: 2.</summary>
    public int PasswordsAtOnce { get; init; } = 2;

    /// <summary>Passwords that wait for their turn, of everybody and of each person; who comes then is refused. Default: 32.</summary>
    public int PasswordsWaiting { get; init; } = 32;

    /// <summary>How long an invitation is good. Default: 7 days.</summary>
    public TimeSpan InvitationLasts { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long a phone may be paired by a code. Default: 10 minutes.</summary>
    public TimeSpan PairingLasts { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a phone's token opens calls before it has to be renewed. Default: 15 minutes.</summary>
    public TimeSpan TokenLasts { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a phone may stay away before it has to sign in again. Default: 90 days.</summary>
    public TimeSpan DeviceLasts { get; init; } = TimeSpan.FromDays(90);

    /// <summary>How often it is looked whether the sign-ins of open streams and live pages still hold. Default: 2 seconds.</summary>
    public TimeSpan SignInsLookedAtEvery { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Phones and apps that one person has signed in at a time. Default: 20.</summary>
    public int MostDevices { get; init; } = 20;

    /// <summary>Passkeys that one person has at a time. Default: 20.</summary>
    public int MostPasskeys { get; init; } = 20;

    /// <summary>How long a device may take to answer what it is asked about a passkey. Default: 5 minutes.</summary>
    public TimeSpan PasskeyQuestionLasts { get; init; } = TimeSpan.FromMinutes(5);
}
