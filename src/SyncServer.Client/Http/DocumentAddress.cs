using System.Buffers;

namespace SyncServer.Client.Http;

/// <summary>A document's name, and where it is on the server.</summary>
internal sealed record DocumentAddress
{
    private static readonly SearchValues<char> Lower = SearchValues.Create("abcdefghijklmnopqrstuvwxyz");
    private static readonly SearchValues<char> LowerOrDigit = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");
    private static readonly SearchValues<char> LetterOrDigit = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
    private static readonly SearchValues<char> InId = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~-");

    /// <summary>Checks the names (protocol 1).</summary>
    /// <exception cref="ArgumentException">One of them is none.</exception>
    public DocumentAddress(string collection, string id)
    {
        if (!IsName(collection, 63, Lower, LowerOrDigit))
        {
            throw new ArgumentException("A collection's name is a-z, 0-9 and -, up to 63 characters, beginning with a letter.", nameof(collection));
        }

        if (!IsName(id, 128, LetterOrDigit, InId))
        {
            throw new ArgumentException("An id is A-Z, a-z, 0-9 and . _ ~ -, up to 128 characters, beginning with a letter or digit.", nameof(id));
        }

        (Collection, Id) = (collection, id);
    }

    /// <summary>The collection.</summary>
    public string Collection { get; }

    /// <summary>The id.</summary>
    public string Id { get; }

    /// <summary>A request to the document, or to something that belongs to it.</summary>
    /// <param name="method">The method.</param>
    /// <param name="part">What follows the document's own path, such as <c>/locks</c>.</param>
    public HttpRequestMessage Request(HttpMethod method, string part = "") => new(method, new Uri($"v1/{Collection}/{Id}{part}", UriKind.Relative));

    /// <summary>Reads what the server refers to, relative to the document.</summary>
    public HttpRequestMessage Read(string reference) =>
        new(HttpMethod.Get, new Uri(reference.StartsWith('/') ? reference : $"v1/{Collection}/{reference}", UriKind.Relative));

    private static bool IsName(string name, int most, SearchValues<char> first, SearchValues<char> rest) =>
        name.Length > 0 && name.Length <= most && first.Contains(name[0]) && !name.AsSpan(1).ContainsAnyExcept(rest);
}
