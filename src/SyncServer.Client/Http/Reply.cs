using System.Globalization;
using System.Net;
using System.Text.Json;
using SyncServer.Client.Saving;

namespace SyncServer.Client.Http;

/// <summary>An answer of the server, read to its end.</summary>
internal sealed class Reply
{
    private readonly byte[] _body;
    private readonly string? _type;

    private Reply(HttpResponseMessage response, byte[] body, DateTimeOffset now)
    {
        (Status, _body) = (response.StatusCode, body);
        _type = response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var type) ? type.ToString() : null;
        Outcome = Header(response, "Save-Outcome");
        // Proxies rewrite and strip ETag, but not Sync-ETag (protocol 3).
        ETag = Header(response, "Sync-ETag");
        Version = long.TryParse(Header(response, "Version"), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
        RetryAfter = response.Headers.RetryAfter is { } after ? after.Delta ?? after.Date - now : null;
    }

    /// <summary>The status.</summary>
    public HttpStatusCode Status { get; }

    /// <summary>How a save was accepted.</summary>
    public string? Outcome { get; }

    /// <summary>The version that it is about; 0 where it names none.</summary>
    public long Version { get; }

    /// <summary>How long the server asks to wait.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>Whether it is a 2xx.</summary>
    public bool Succeeded => (int)Status is >= 200 and < 300;

    /// <summary>Whether the document was deleted; the version says when.</summary>
    public bool IsDeleted => Status is HttpStatusCode.Gone;

    /// <summary>Whether there is no document.</summary>
    public bool IsAbsent => IsDeleted || Status is HttpStatusCode.NotFound;

    /// <summary>Whether the same request may be sent again: the server is busy or away. A refusal never is (protocol 4).</summary>
    public bool IsTransient => IsTransientStatus(Status);

    /// <summary>The version that it names; none where there is no document.</summary>
    /// <exception cref="HttpRequestException">A 2xx that names none: it came from something in between.</exception>
    public Known Known => ETag is not null || IsDeleted ? new Known(Version, ETag, IsDeleted)
        : Succeeded ? throw new HttpRequestException("The answer names no version: it is not the server's.")
        : Known.None;

    /// <summary>The content; null where the answer has none.</summary>
    public SyncContent? Content => Status is HttpStatusCode.OK or HttpStatusCode.Created && _type is not null ? new SyncContent(_body, _type) : null;

    private string? ETag { get; }

    /// <summary>Whether what got this status may be sent again.</summary>
    public static bool IsTransientStatus(HttpStatusCode status) => status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
        or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    /// <summary>Reads an answer to its end.</summary>
    public static async Task<Reply> ReadAsync(HttpResponseMessage response, DateTimeOffset now, CancellationToken cancellation) =>
        new(response, await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false), now);

    /// <summary>The body as JSON; an undefined element where it is none.</summary>
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

    /// <summary>Why it was refused.</summary>
    public SyncProblemException Problem() => new((int)Status, Json());

    /// <summary>The answer itself where it is a 2xx.</summary>
    /// <exception cref="SyncProblemException">It is a refusal.</exception>
    public Reply Expect() => Succeeded ? this : throw Problem();

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;
}
