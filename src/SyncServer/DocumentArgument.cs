using System.CommandLine;
using SyncServer.Core.Documents;

namespace SyncServer;

/// <summary>The argument of commands that names a document.</summary>
internal static class DocumentArgument
{
    public static Argument<string> Create() => new("document") { Description = "The document: <collection>/<id>." };

    /// <summary>Reads the argument.</summary>
    /// <exception cref="InvalidDataException">It does not name a document.</exception>
    public static DocumentKey Read(string text) =>
        text.Split('/') is [var collection, var id] && DocumentKey.IsCollection(collection) && DocumentKey.IsId(id)
            ? new DocumentKey(collection, id)
            : throw new InvalidDataException($"'{text}' is not the name of a document, such as notes/plan.");
}
