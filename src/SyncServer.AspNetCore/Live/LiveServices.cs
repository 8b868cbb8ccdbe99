using SyncServer.Core.Access;
using SyncServer.Core.Live;
using SyncServer.Core.Locking;
using SyncServer.Identity;
using SyncServer.Redis;
using SyncServer.Storage;

namespace SyncServer.Live;

/// <summary>Registers the services of this folder.</summary>
internal static class LiveServices
{
    /// <summary>Adds changes, events, presence and the messages between nodes.</summary>
    public static void AddLive(this IServiceCollection services)
    {
        services.AddSingleton<IReadAccess, ReadAccess>();
        services.AddSingleton<Subscribers>();
        services.AddSingleton<ChangeTail>();
        services.AddSingleton(sp => new NodeLink(
            new INodeChannel?[] { sp.GetService<RedisNodeChannel>(), sp.GetRequiredService<DocumentStore>().Nodes }.OfType<INodeChannel>(),
            sp.GetRequiredService<ILogger<NodeLink>>()));
        services.AddSingleton<PresenceTracker>();
        services.AddSingleton<ILockObserver, LockEvents>();
        services.AddHostedService(sp => sp.GetRequiredService<ChangeTail>());
        services.AddHostedService(sp => sp.GetRequiredService<PresenceTracker>());
        services.AddHostedService(sp => sp.GetRequiredService<NodeLink>());
    }
}
