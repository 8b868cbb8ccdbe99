using Microsoft.AspNetCore.Authorization;
using SyncServer.Core.Documents;
using SyncServer.Redis;
using SyncServer.Settings;
using SyncServer.Storage;

namespace SyncServer.Http;

/// <summary>Registers the services of this folder.</summary>
internal static class HttpServices
{
    private const long OutputCacheBytes = 32 * 1024 * 1024;

    /// <summary>Adds the services that the routes need.</summary>
    /// <exception cref="InvalidSettingException">A setting is invalid.</exception>
    public static void AddHttp(this IServiceCollection services, SyncSettings settings)
    {
        // Created here, so that an invalid setting is found at once, and disposed with the host.
        var limits = new RequestLimits(settings);
        services.AddSingleton(_ => limits);
        services.AddSingleton(CorsOrigins.Read(settings.Values));
        services.AddSingleton<BodyBudget>();
        services.AddSingleton<SaveEndpoints>();
        services.AddSingleton<BatchEndpoints>();
        services.AddSingleton<DocumentEndpoints>();
        services.AddSingleton<RevisionEndpoints>();
        services.AddSingleton<AccessEndpoints>();
        services.AddSingleton<ConflictReader>();
        services.AddSingleton<SaveResults>();
        services.AddSingleton<ConflictEndpoints>();
        services.AddSingleton<DiffEndpoints>();
        services.AddSingleton<LockEndpoints>();
        services.AddSingleton<ChangeEndpoints>();
        services.AddSingleton<EventEndpoints>();
        services.AddSingleton<PresenceEndpoints>();
        services.AddSingleton<AdminEndpoints>();
        services.AddSingleton<UserExport>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, AuthorizationResultHandler>();
        services.AddRateLimiter(_ => { });
        services.AddCors();
        services.AddOutputCache(options => (options.SizeLimit, options.UseCaseSensitivePaths) = (OutputCacheBytes, true));
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, WireJson.Wire));
        services.AddSingleton(sp => new Circuits(
            new ICircuit?[] { sp.GetRequiredService<DocumentStore>().Circuit, sp.GetService<RedisCircuit>() }.OfType<ICircuit>(),
            sp.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>()));
        services.AddHealthChecks().AddCheck<StoreHealthCheck>("store", tags: [HealthEndpoints.Tag]).AddCheck<Circuits>("circuits", tags: [HealthEndpoints.Tag]);
        ApiDescription.AddTo(services);
    }
}
