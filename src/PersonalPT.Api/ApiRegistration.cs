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
using PersonalPT.Api.Recordings;
using PersonalPT.Api.Sessions;
using PersonalPT.Api.Telemetry;
using PersonalPT.Api.Tracking;
using PersonalPT.Api.Watching;
using PersonalPT.Api.Webhooks;
using PersonalPT.Api.Wire;
using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Athletes;
using PersonalPT.Contracts.Coaching;
using PersonalPT.Contracts.Groups;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Webhooks;
using PersonalPT.Identity;

namespace PersonalPT.Api;

/// <summary>Adds the gRPC API to a host that has a silo (for <see cref="IGrainFactory"/> and the gyms' streams) and a storage.</summary>
public static class ApiRegistration
{
    // Who calls, by whichever scheme the call's header is made for.
    private const string CallerScheme = "Caller";

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
        services.TryAddSingleton<AthleteGrants>();
        services.TryAddSingleton<AthleteErasures>();
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
        services.AddSingleton<IGroupEntrance, GroupEntrance>();
        services.AddSingleton<IGroupResultFiles, GroupExport>();
        services.TryAddSingleton<GroupList>();
        services.AddRateLimiter(limiter => CallerLimits.Configure(limiter, options.Limits));
        services.AddSingleton<ErrorInterceptor>();
        services.AddSingleton<AuditInterceptor>();
        services.AddSingleton<ErasedSessions>();
        services.AddHostedService<ErasureSweep>();
        services.AddHostedService<AuditRetention>();
        services.AddHostedService<RecordingRetention>();
        services.AddSingleton(new EndpointRule(options.Webhooks));
        services.AddSingleton<WebhookSecrets>();
        services.AddSingleton<WebhookSender>();
        services.AddSingleton<WebhookMessages>();
        services.AddSingleton<IGymWebhooks, GymWebhooks>();
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

        AddSignIn(services, options);
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        return services;
    }

    private static void AddSignIn(IServiceCollection services, ApiOptions options)
    {
        services.AddWebEncoders();
        services.AddSingleton<GuestTokens>();
        services.AddPersonalPTAccounts(options.LocalAccounts);
        services.AddSingleton<LocalSignIns>();
        var main = options.LocalAccounts.IsOn ? LocalSignIn.SchemeName : options.Issuer is not null ? IssuerBearer.SchemeName : DevelopmentSignIn.SchemeName;
        var authentication = services.AddAuthentication(CallerScheme)
            .AddPolicyScheme(CallerScheme, null, scheme => scheme.ForwardDefaultSelector = http => GuestSignIn.Knows(http) ? GuestSignIn.SchemeName : main)
            .AddScheme<AuthenticationSchemeOptions, GuestSignIn>(GuestSignIn.SchemeName, _ => { });
        if (options.LocalAccounts.IsOn)
            authentication.AddScheme<AuthenticationSchemeOptions, LocalSignIn>(LocalSignIn.SchemeName, _ => { });
        else if (options.Issuer is { } issuer)
            authentication.AddJwtBearer(IssuerBearer.SchemeName, bearer => IssuerBearer.Configure(bearer, issuer));
        else if (options.DevelopmentSignIn)
            authentication.AddScheme<AuthenticationSchemeOptions, DevelopmentSignIn>(DevelopmentSignIn.SchemeName, _ => { });
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
        endpoints.MapGrpcService<RecordingApi>();
        endpoints.MapGrpcService<PlanApi>();
        endpoints.MapGrpcService<WebhookApi>();
        return endpoints;
    }
}
