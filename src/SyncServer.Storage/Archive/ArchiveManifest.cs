using SyncServer.Core.Documents;

namespace SyncServer.Storage.Archive;

/// <summary>What is in an archive: the file <c>manifest.json</c>. It is written again after each part.</summary>
internal sealed record ArchiveManifest
{
    /// <summary>The name of its file.</summary>
    public const string FileName = "manifest.json";

    /// <summary>The version of the format that this release writes and reads.</summary>
    public const int CurrentVersion = 1;

    public string Format { get; init; } = "syncserver-archive";

    public int Version { get; init; } = CurrentVersion;

    /// <summary>Identifies the archive.</summary>
    public string Id { get; init; } = Guid.NewGuid().ToString("n");

    /// <summary>The first epoch of the store that it came from.</summary>
    public required string Store { get; init; }

    public DateTimeOffset CreatedAt { get; init; } = TimeProvider.System.GetUtcNow();

    /// <summary>The first position of the log of changes that may be missing in the archive: cursors of clients behind it are not valid any more.</summary>
    public required long LostFrom { get; init; }

    /// <summary>Whether the export has ended.</summary>
    public bool Complete { get; init; }

    /// <summary>The files with the documents, in the order of their keys.</summary>
    public IReadOnlyList<ArchivePart> Parts { get; init; } = [];

    /// <summary>The number of rows in each other file, by the name of the table.</summary>
    public IReadOnlyDictionary<string, long> Tables { get; init; } = new Dictionary<string, long>(StringComparer.Ordinal);

    /// <summary>The name of the file of a table.</summary>
    public static string FileOf(string table) => $"{table}.ndjson";
}

/// <summary>A file with documents.</summary>
/// <param name="File">Its name.</param>
/// <param name="Lines">The number of its lines.</param>
/// <param name="Last">Its last document.</param>
internal sealed record ArchivePart(string File, long Lines, DocumentKey Last);
