using System.Buffers;
using System.Globalization;
using SyncServer.Client.Saving;

namespace SyncServer.Client.Http;

/// <summary>The collection and id of a document, and its address on the server.</summary>
internal sealed record DocumentAddress
{
    private const string CollectionRule = "The name of a collection consists of a-z, 0-9 and -, up to 63 characters, and begins with a letter.";

    private static readonly SearchValues<char> Lower = SearchValues.Create("abcdefghijklmnopqrstuvwxyz");
    private static readonly SearchValues<char> LowerOrDigit = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");
    private static readonly SearchValues<char> LetterOrDigit = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
    private static readonly SearchValues<char> InId = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~-");

    /// <summary>Checks the collection's name and the id (docs/protocol.md, section 1).</summary>
    /// <exception cref="ArgumentException">One of them is malformed.</exception>
    public DocumentAddress(string collection, string id)
    {
        if (!IsCollection(collection))
        {
            throw new ArgumentException(CollectionRule, nameof(collection));
        }

        if (!IsName(id, 128, LetterOrDigit, InId))
        {
            throw new ArgumentException("An id consists of A-Z, a-z, 0-9 and . _ ~ -, up to 128 characters, and begins with a letter or digit.", nameof(id));
        }

        (Collection, Id) = (collection, id);
    }

    /// <summary>The collection.</summary>
    public string Collection { get; }

    /// <summary>The id.</summary>
    public string Id { get; }

    /// <summary>The path of the document.</summary>
    public string Path => $"v1/{Collection}/{Id}";

    /// <summary>A request for the document, or for one of its resources.</summary>
    /// <param name="method">The method.</param>
    /// <param name="resource">The path of the resource below the document, such as <c>/locks</c>.</param>
    public HttpRequestMessage Request(HttpMethod method, string resource = "") => new(method, new Uri(Path + resource, UriKind.Relative));

    /// <summary>A request for the newest version, unless it is the one that the client has.</summary>
    /// <param name="known">The version that the client has; null for none.</param>
    /// <param name="minVersion">The number of a version that exists: an older one is no response. 0 for none.</param>
    public HttpRequestMessage Read(DocumentVersion? known, long minVersion = 0)
    {
        var request = Request(HttpMethod.Get);
        if (known?.ETag is { } etag)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", etag);
        }

        if (minVersion > 0)
        {
            request.Headers.TryAddWithoutValidation("Min-Version", minVersion.ToString(CultureInfo.InvariantCulture));
        }

        return request;
    }

    /// <summary>A request for a reference of the server, which is relative to the document.</summary>
    public HttpRequestMessage Read(string reference) =>
        new(HttpMethod.Get, new Uri(reference.StartsWith('/') ? reference : $"v1/{Collection}/{reference}", UriKind.Relative));

    /// <summary>The path of a collection.</summary>
    /// <exception cref="ArgumentException">The name is malformed.</exception>
    public static string PathOf(string collection) => IsCollection(collection) ? $"v1/{collection}" : throw new ArgumentException(CollectionRule, nameof(collection));

    private static bool IsCollection(string name) => IsName(name, 63, Lower, LowerOrDigit);

    private static bool IsName(string name, int maxLength, SearchValues<char> first, SearchValues<char> rest) =>
        name.Length > 0 && name.Length <= maxLength && first.Contains(name[0]) && !name.AsSpan(1).ContainsAnyExcept(rest);
}
