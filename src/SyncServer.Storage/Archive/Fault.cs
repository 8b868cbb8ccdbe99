using SyncServer.Core.Documents;

namespace SyncServer.Storage.Archive;

/// <summary>Something in a store that is damaged.</summary>
/// <param name="Where">The document and version, or a table.</param>
/// <param name="What">What is wrong with it.</param>
internal sealed record Fault(string Where, string What)
{
    /// <summary>A fault of a document.</summary>
    public static Fault Of(DocumentKey key, string what) => new($"{key.Collection}/{key.Id}", what);

    /// <summary>The fault in one line.</summary>
    public override string ToString() => $"{Where}: {What}";
}
