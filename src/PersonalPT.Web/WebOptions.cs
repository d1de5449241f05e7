namespace PersonalPT.Web;

/// <summary>What the pages are to be.</summary>
public sealed record WebOptions
{
    /// <summary>Folder of the keys that protect cookies; made where it is not there. Whoever loses it signs in again.</summary>
    public required string KeyFolder { get; init; }

    /// <summary>Everybody at this machine may say who he is, on the sign-in page. Default: true; there is no other identity yet.</summary>
    public bool DevelopmentSignIn { get; init; } = true;

    /// <summary>How long recordings are kept, as pages say it. Default: 30 days.</summary>
    public TimeSpan RecordingRetention { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Boards that are followed at once; who comes then is told to come again. Default: 500.</summary>
    public int MostBoards { get; init; } = 500;
}
