namespace PersonalPT.Client;

/// <summary>Who calls: what goes into the <c>authorization</c> header of every call.</summary>
public abstract record ClientCredential
{
    private protected ClientCredential()
    {
    }

    /// <summary>Nobody: for the few calls that need no sign-in, such as joining a group as a guest.</summary>
    public static ClientCredential None { get; } = new NoCredential();

    /// <summary>The development sign-in, which a server accepts from its own machine only.</summary>
    /// <param name="gym">The gym's id.</param>
    /// <param name="role">athlete, coach or staff.</param>
    /// <param name="user">The person's id.</param>
    /// <exception cref="ArgumentException">A part is empty.</exception>
    public static ClientCredential Development(string gym, string role, string user) => new DevelopmentCredential(gym, role, user);

    /// <summary>A token of an identity provider.</summary>
    /// <param name="token">Gives a token that is valid now. Asked at every call and every time a stream is opened, so it should keep the token and renew it
    /// in time.</param>
    public static ClientCredential Bearer(Func<CancellationToken, ValueTask<string>> token) => new BearerCredential(token);

    /// <summary>A phone that was paired or signed in with an account of the server's own. Its tokens are renewed in time, over a connection of its own.</summary>
    /// <param name="signIn">What the phone has kept.</param>
    /// <param name="keep">Keeps what the tokens have become, before they are used: the one before is not good for long.</param>
    /// <param name="time">The clock; null: the system's.</param>
    public static ClientCredential Device(DeviceSignIn signIn, Func<DeviceSignIn, CancellationToken, ValueTask> keep, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(keep);
        return Device(signIn, new OwnSignIn(signIn, keep), time);
    }

    /// <summary>The same for a sign-in that other processes of the same person use, too, and may renew, replace or take away.</summary>
    /// <param name="signIn">What was kept.</param>
    /// <param name="kept">Where it is kept.</param>
    /// <param name="time">The clock; null: the system's.</param>
    public static ClientCredential Device(DeviceSignIn signIn, ISharedSignIn kept, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(signIn);
        ArgumentNullException.ThrowIfNull(kept);
        return Bearer(new RenewingTokens(signIn, kept, time ?? TimeProvider.System).AccessTokenAsync);
    }

    /// <summary>Whether the header may travel without encryption to another machine.</summary>
    internal abstract bool IsSecret { get; }

    /// <summary>The header's value.</summary>
    internal abstract ValueTask<string> AuthorizationAsync(CancellationToken cancellationToken);

    private sealed record NoCredential : ClientCredential
    {
        internal override bool IsSecret => false;

        internal override ValueTask<string> AuthorizationAsync(CancellationToken cancellationToken) => ValueTask.FromResult("");
    }

    private sealed record DevelopmentCredential : ClientCredential
    {
        private readonly string _authorization;

        public DevelopmentCredential(string gym, string role, string user)
        {
            ArgumentException.ThrowIfNullOrEmpty(gym);
            ArgumentException.ThrowIfNullOrEmpty(role);
            ArgumentException.ThrowIfNullOrEmpty(user);
            _authorization = $"Development {Uri.EscapeDataString(gym)}/{Uri.EscapeDataString(role)}/{Uri.EscapeDataString(user)}";
        }

        internal override bool IsSecret => false;

        internal override ValueTask<string> AuthorizationAsync(CancellationToken cancellationToken) => ValueTask.FromResult(_authorization);
    }

    private sealed record BearerCredential : ClientCredential
    {
        private readonly Func<CancellationToken, ValueTask<string>> _token;

        public BearerCredential(Func<CancellationToken, ValueTask<string>> token)
        {
            ArgumentNullException.ThrowIfNull(token);
            _token = token;
        }

        internal override bool IsSecret => true;

        internal override async ValueTask<string> AuthorizationAsync(CancellationToken cancellationToken) =>
            $"Bearer {await _token(cancellationToken)}";
    }
}
