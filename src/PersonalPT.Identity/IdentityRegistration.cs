using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace PersonalPT.Identity;

/// <summary>Adds the server's own accounts to a host that has a storage.</summary>
public static class IdentityRegistration
{
    /// <summary>Adds them. Whoever hosts it says where the keys of data protection lie; they are made by the first token that is given.</summary>
    public static IServiceCollection AddPersonalPTAccounts(this IServiceCollection services, LocalAccountOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddDataProtection();
        services.AddSingleton(options);
        services.AddSingleton<LocalAccounts>();
        services.AddSingleton<DeviceTokens>();
        services.AddSingleton<Passkeys>();
        services.AddSingleton<OpenSignIns>();
        if (options.IsOn)
            services.AddHostedService(provider => provider.GetRequiredService<OpenSignIns>());
        return services;
    }
}
