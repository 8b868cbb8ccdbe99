namespace SyncServer.Nodes.Tests.Support;

/// <summary>All tests share one cluster and run one after the other, so that a failure in one does not slow down another.</summary>
[CollectionDefinition(Name)]
public sealed class ClusterCollection : ICollectionFixture<Cluster>
{
    /// <summary>The name of the collection.</summary>
    public const string Name = "nodes";
}
