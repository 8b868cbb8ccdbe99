namespace SyncServer.Core.Access;

/// <summary>
/// The signing keys. They are stored in the database, so that a restart signs no user out and every node can validate the tokens of all nodes
/// (docs/protocol.md, section 11).
/// </summary>
public interface IKeyStore
{
    /// <summary>The XML of every key.</summary>
    IReadOnlyCollection<string> ReadAll();

    /// <summary>Runs work under a lock that all nodes share, so that only one of several nodes that start together creates the first key.</summary>
    void RunExclusive(Action work);

    /// <summary>Adds a key.</summary>
    /// <param name="name">A unique name.</param>
    /// <param name="xml">The key as XML.</param>
    void Add(string name, string xml);
}
