using Grpc.AspNetCore.Server;
using Grpc.AspNetCore.Server.Model;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PersonalPT.Api.Access;
using PersonalPT.Api.Accounts;
using PersonalPT.Api.Audit;
using PersonalPT.Api.Coaching;
using PersonalPT.Api.Errors;
using PersonalPT.Api.Exercises;
using PersonalPT.Api.Groups;
using PersonalPT.Api.History;
using PersonalPT.Api.Limits;
using PersonalPT.Api.Models;
using PersonalPT.Api.Plans;
using PersonalPT.Api.Sessions;
using PersonalPT.Api.Telemetry;
using PersonalPT.Api.Tracking;
using PersonalPT.Api.Watching;
using PersonalPT.Api.Webhooks;
using PersonalPT.Api.Wire;
using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Sessions;

namespace PersonalPT.Api;

/// <summary>Adds the gRPC API to a host that has a silo (for <see cref="IGrainFactory"/> and the gyms' streams) and a storage.</summary>
public static class ApiRegistration
{
    private const int LargestMessage = 4 * 1024 * 1024;

    // 600 inputs as floats, which a message may have, are about 330 KB; a phone's stream buffers many messages.
    private const int LargestBatch = 512 * 1024;

    // 36,000 compact frames, which a demonstration may have, are 8.9 MB.
    private const int LargestDemonstration = 10 * 1024 * 1024;

    /// <summary>Adds services, sign-in, permissions and limits. Everything that is not explicitly open needs a caller who signed in.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="options">Limits and rhythms; null: the defaults.</param>
    public static IServiceCollection AddPersonalPTApi(this IServiceCollection services, ApiOptions? options = null)
    {
        options ??= new ApiOptions();
        services.AddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddSingleton<ApiInstruments>();
        services.AddSingleton<KnownSessions>();
        services.TryAddSingleton<GrantedAccess>();
        services.AddSingleton<GrantLeases>();
        services.AddSingleton<LiveSessionList>();
        services.AddSingleton<ISessionAccess, SessionAccess>();
        services.AddSingleton<IGymFeedSource, OrleansGymFeeds>();
        services.AddSingleton<GymHub>();
        services.AddSingleton<IGymFeed>(provider => provider.GetRequiredService<GymHub>());
        services.AddSingleton<StreamPace>();
        services.AddSingleton<TrainingAdmission>();
        services.AddSingleton<LoadGauge>();
        services.AddSingleton<Admission>();
        services.AddSingleton<SubmitAllowance>();
        services.AddSingleton<SlowReaders>();
        services.AddSingleton<GroupCodeGuesses>();
        services.AddRateLimiter(limiter => CallerLimits.Configure(limiter, options.Limits));
        services.AddSingleton<ErrorInterceptor>();
        services.AddSingleton<AuditInterceptor>();
        services.AddSingleton<ErasedSessions>();
        services.AddHostedService<ErasureSweep>();
        services.AddHostedService<AuditRetention>();
        services.AddSingleton(new EndpointRule(options.Webhooks));
        services.AddSingleton<WebhookSender>();
        services.AddSingleton<WebhookMessages>();
        services.AddHostedService<WebhookDeliveries>();
        services.AddHostedService<WebhookTidying>();
        services.AddSingleton<AccessInterceptor>();

        services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = LargestMessage;
            grpc.EnableDetailedErrors = false;
            grpc.Interceptors.Add<ErrorInterceptor>();
            grpc.Interceptors.Add<AuditInterceptor>();
            grpc.Interceptors.Add<ErasedSessions>();
            grpc.Interceptors.Add<AccessInterceptor>();
        });
        services.RemoveAll(typeof(IServiceMethodProvider<>));
        services.AddSingleton(typeof(IServiceMethodProvider<>), typeof(CheckedMethods<>));
        services.Configure<GrpcServiceOptions<TrackingApi>>(grpc => grpc.MaxReceiveMessageSize = LargestBatch);
        services.Configure<GrpcServiceOptions<ModelApi>>(grpc => grpc.MaxReceiveMessageSize = LargestDemonstration);

        // The core only: AddAuthentication also brings the protection of cookies, which makes keys and writes them to the user's folder at every start.
        services.AddAuthenticationCore(authentication => authentication.DefaultScheme = DevelopmentSignIn.SchemeName);
        services.AddWebEncoders();
        if (options.DevelopmentSignIn)
            new AuthenticationBuilder(services).AddScheme<AuthenticationSchemeOptions, DevelopmentSignIn>(DevelopmentSignIn.SchemeName, _ => { });
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        return services;
    }

    /// <summary>Maps every service of the contract. Put it after authentication, rate limiter and authorization, in this order: limits are a caller's.</summary>
    /// <exception cref="InvalidOperationException">An RPC has no row in the permission table.</exception>
    public static IEndpointRouteBuilder MapPersonalPTApi(this IEndpointRouteBuilder endpoints)
    {
        RpcPolicies.RequireComplete(RpcPolicies.Services);
        // Listens from the first frame on, and not from the first session that asks.
        endpoints.ServiceProvider.GetRequiredService<LoadGauge>();
        endpoints.MapGrpcService<TrackingApi>();
        endpoints.MapGrpcService<SessionApi>();
        endpoints.MapGrpcService<ModelApi>();
        endpoints.MapGrpcService<ExerciseApi>();
        endpoints.MapGrpcService<HistoryApi>();
        endpoints.MapGrpcService<CoachingApi>();
        endpoints.MapGrpcService<AccountApi>();
        endpoints.MapGrpcService<GroupApi>();
        endpoints.MapGrpcService<PlanApi>();
        endpoints.MapGrpcService<WebhookApi>();
        return endpoints;
    }
}
