namespace SyncServer.Core.Documents;

/// <summary>Statistics of the document cache, for the metrics.</summary>
public interface ICacheStatistics
{
    /// <summary>Lookups that found the document.</summary>
    long Hits { get; }

    /// <summary>Lookups that did not, so that the database was read.</summary>
    long Misses { get; }
}
