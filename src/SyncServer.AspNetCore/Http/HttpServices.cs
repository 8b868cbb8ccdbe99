using Microsoft.AspNetCore.Authorization;
using SyncServer.Core.Documents;
using SyncServer.Redis;
using SyncServer.Settings;
using SyncServer.Storage;

namespace SyncServer.Http;

/// <summary>What this room consists of.</summary>
internal static class HttpServices
{
    private const long OutputCacheBytes = 32 * 1024 * 1024;

    /// <summary>Adds what the routes need.</summary>
    /// <exception cref="InvalidSettingException">A setting is wrong.</exception>
    public static void AddHttp(this IServiceCollection services, SyncSettings settings)
    {
        services.AddSingleton(new RequestLimits(settings));
        services.AddSingleton(Origins.Read(settings.Values));
        services.AddSingleton<BodyBudget>();
        services.AddSingleton<SaveEndpoints>();
        services.AddSingleton<BatchEndpoints>();
        services.AddSingleton<DocumentEndpoints>();
        services.AddSingleton<RevisionEndpoints>();
        services.AddSingleton<AccessEndpoints>();
        services.AddSingleton<ConflictReader>();
        services.AddSingleton<SaveAnswers>();
        services.AddSingleton<ConflictEndpoints>();
        services.AddSingleton<DiffEndpoints>();
        services.AddSingleton<LockEndpoints>();
        services.AddSingleton<ChangeEndpoints>();
        services.AddSingleton<EventEndpoints>();
        services.AddSingleton<PresenceEndpoints>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, AccessRefusals>();
        services.AddRateLimiter(_ => { });
        services.AddCors();
        services.AddOutputCache(options => (options.SizeLimit, options.UseCaseSensitivePaths) = (OutputCacheBytes, true));
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, WireJson.Wire));
        services.AddSingleton(sp => new Circuits(
            new ICircuit?[] { sp.GetRequiredService<DocumentStore>().Circuit, sp.GetService<RedisCircuit>() }.OfType<ICircuit>(),
            sp.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>()));
        services.AddHealthChecks().AddCheck<StoreCheck>("store", tags: [HealthEndpoints.Tag]).AddCheck<Circuits>("circuits", tags: [HealthEndpoints.Tag]);
        ApiDescription.AddTo(services);
    }
}
