using System.Globalization;
using System.Net;
using System.Text.Json;
using SyncServer.Client.Saving;

namespace SyncServer.Client.Http;

/// <summary>A response of the server, with its whole body.</summary>
internal sealed class ServerResponse
{
    private readonly byte[] _body;
    private readonly string? _type;
    private readonly string? _etag;

    private ServerResponse(HttpResponseMessage response, byte[] body, DateTimeOffset now)
    {
        (Status, _body) = (response.StatusCode, body);
        _type = response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var type) ? type.ToString() : null;
        Outcome = Header(response, "Save-Outcome");
        // Proxies rewrite or strip ETag, but not Sync-ETag (docs/protocol.md, section 3).
        _etag = Header(response, "Sync-ETag");
        VersionNumber = long.TryParse(Header(response, "Version"), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
        RetryAfter = response.Headers.RetryAfter is { } after ? after.Delta ?? after.Date - now : null;
    }

    /// <summary>The status code.</summary>
    public HttpStatusCode Status { get; }

    /// <summary>The outcome of an accepted save.</summary>
    public string? Outcome { get; }

    /// <summary>The number of the version that the response names; 0 where it names none.</summary>
    public long VersionNumber { get; }

    /// <summary>The pause that the server asks for.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>Whether the status is 2xx.</summary>
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>Whether the client has the newest version.</summary>
    public bool IsUnchanged => Status is HttpStatusCode.NotModified;

    /// <summary>Whether the document is deleted; the version is the tombstone.</summary>
    public bool IsDeleted => Status is HttpStatusCode.Gone && !IsOfProxy;

    /// <summary>Whether the document is deleted or does not exist.</summary>
    public bool IsAbsent => (Status is HttpStatusCode.Gone or HttpStatusCode.NotFound) && !IsOfProxy;

    /// <summary>Whether the request may be retried: the server is busy or unavailable, or a proxy responded.</summary>
    public bool IsTransient => IsTransientStatus(Status) || IsOfProxy;

    /// <summary>Whether a read has to be made again later: the request may be retried, its token was refused, or the server failed.</summary>
    public bool HasNoAnswer => IsTransient || Status is HttpStatusCode.Unauthorized or >= HttpStatusCode.InternalServerError;

    /// <summary>The version that the response names; <see cref="DocumentVersion.None"/> where the document does not exist.</summary>
    /// <exception cref="HttpRequestException">A 2xx names no version: it is the response of a proxy or a sign-in page.</exception>
    public DocumentVersion Version => _etag is not null || IsDeleted ? new DocumentVersion(VersionNumber, _etag, IsDeleted)
        : IsSuccess ? throw new HttpRequestException("The response is not from the server: it names no version.")
        : DocumentVersion.None;

    /// <summary>The content; null where the response has none.</summary>
    public SyncContent? Content => Status is HttpStatusCode.OK or HttpStatusCode.Created && _type is not null ? new SyncContent(_body, _type) : null;

    /// <summary>Whether a request with this status may be retried.</summary>
    public static bool IsTransientStatus(HttpStatusCode status) => status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
        or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    /// <summary>Reads the body of a response.</summary>
    public static async Task<ServerResponse> ReadAsync(HttpResponseMessage response, DateTimeOffset now, CancellationToken cancellation) =>
        new(response, await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false), now);

    /// <summary>The body as JSON; an undefined element where it is not JSON.</summary>
    public JsonElement Json()
    {
        try
        {
            return JsonElement.Parse(_body);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    /// <summary>The response itself where it is a 2xx.</summary>
    /// <exception cref="SyncProblemException">It is a refusal.</exception>
    /// <exception cref="HttpRequestException">It is the 404 or 410 of a proxy.</exception>
    public ServerResponse EnsureSuccess() => IsSuccess ? this
        : IsOfProxy ? throw new HttpRequestException($"The response is not from the server: {(int)Status} without its problem type.", inner: null, Status)
        : throw new SyncProblemException((int)Status, Json());

    // The server's 404 and 410 have its problem types; those of a proxy say nothing about the document.
    private bool IsOfProxy => Status switch
    {
        HttpStatusCode.NotFound => !IsProblem("not-found"),
        HttpStatusCode.Gone => !IsProblem("gone"),
        _ => false,
    };

    private bool IsProblem(string type) => string.Equals(new SyncProblemException((int)Status, Json()).Type, type, StringComparison.Ordinal);

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;
}
