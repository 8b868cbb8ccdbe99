namespace SyncServer.Core.Access;

/// <summary>The signing keys, kept with the data: a restart signs nobody out, and every node reads every other's tokens (protocol 11).</summary>
public interface IKeyStore
{
    /// <summary>Every key, as the XML that was added.</summary>
    IReadOnlyCollection<string> ReadAll();

    /// <summary>Runs it while no other node does: of nodes that start together, one makes the first key.</summary>
    void Exclusively(Action work);

    /// <summary>Adds a key.</summary>
    /// <param name="name">Unique.</param>
    /// <param name="xml">The key.</param>
    void Add(string name, string xml);
}
