using System.Text.Json;
using SyncServer.Core.Documents;

namespace SyncServer.Storage.Archive;

/// <summary>
/// How far an import or a copy has come. It is stored in the table of secrets until everything is written, so that no server starts on half of the data, and the
/// same import can continue.
/// </summary>
/// <param name="Source">The id of the source.</param>
/// <param name="After">The last document that is written; null if there is none.</param>
/// <param name="WasEmpty">Whether the database was empty before. Only then is what it has deleted when the import continues.</param>
internal sealed record ImportProgress(string Source, DocumentKey? After, bool WasEmpty = false)
{
    /// <summary>The name of the row.</summary>
    public const string Name = "import";

    /// <summary>The name of the row that marks a database as copied. Its value is the place of the copy, as text.</summary>
    public const string CopiedTo = "copied-to";

    public static ImportProgress FromBytes(byte[] bytes) => JsonSerializer.Deserialize<ImportProgress>(bytes)!;

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this);

    /// <summary>The secrets that belong to one database only: this row, the mark of a copied database, the stamp of a SQLite file and the row of its probe.</summary>
    public static IReadOnlyList<string> LocalNames { get; } = [Name, CopiedTo, "file-stamp", "probe"];
}
