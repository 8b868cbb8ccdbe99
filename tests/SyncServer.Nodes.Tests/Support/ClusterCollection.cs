namespace SyncServer.Nodes.Tests.Support;

/// <summary>All tests share one cluster and have it to themselves one after the other: what one breaks must not slow another down.</summary>
[CollectionDefinition(Name)]
public sealed class OneCluster : ICollectionFixture<Cluster>
{
    /// <summary>What the classes call it.</summary>
    public const string Name = "nodes";
}
