namespace SyncServer.Client;

/// <summary>
/// The newest version of a document cannot be shown: it has another media type than the one that the document was opened with (all JSON types are alike), its charset is
/// not UTF-8, or it does not parse. It is never adopted, and nothing is sent until a newer version can be shown.
/// </summary>
public sealed class UnreadableContentException : Exception
{
    internal UnreadableContentException(long version, string contentType, string reason)
        : base($"Version {version}, which is {contentType}, cannot be shown. {reason}") => (Version, ContentType) = (version, contentType);

    /// <summary>The number of the version.</summary>
    public long Version { get; }

    /// <summary>Its content type.</summary>
    public string ContentType { get; }
}
