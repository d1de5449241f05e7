namespace PersonalPT.Client;

/// <summary>Who calls: what goes into the <c>authorization</c> header of every call.</summary>
public abstract record ClientCredential
{
    private protected ClientCredential()
    {
    }

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

    /// <summary>Whether the header may travel without encryption to another machine.</summary>
    internal abstract bool IsSecret { get; }

    /// <summary>The header's value.</summary>
    internal abstract ValueTask<string> AuthorizationAsync(CancellationToken cancellationToken);

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
