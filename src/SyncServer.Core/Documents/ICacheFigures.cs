namespace SyncServer.Core.Documents;

/// <summary>What the memory of documents was asked for, for the metrics.</summary>
public interface ICacheFigures
{
    /// <summary>How often a document was there.</summary>
    long Hits { get; }

    /// <summary>How often it was not, and the database was asked.</summary>
    long Misses { get; }
}
