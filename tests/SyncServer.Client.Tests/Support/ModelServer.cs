using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using SyncServer.Client.Http;

namespace SyncServer.Client.Tests.Support;

/// <summary>
/// A server in memory with the rules of docs/protocol.md, section 4, for documents of text. It has PUT, DELETE, GET and GET of a version.
/// </summary>
/// <param name="random">Decides what the protocol leaves open: whether a window has passed, and whether content is inline.</param>
/// <param name="merges">The policy: whether a stale save without On-Conflict is merged.</param>
internal sealed class ModelServer(Random random, bool merges = false) : HttpMessageHandler
{
    /// <summary>A token that is refused.</summary>
    public const string Expired = "expired";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, ModelDocument> _documents = new(StringComparer.Ordinal);

    /// <summary>How often there was each outcome or problem.</summary>
    public SortedDictionary<string, int> Counts { get; } = new(StringComparer.Ordinal);

    /// <summary>The document.</summary>
    public ModelDocument Document(string path)
    {
        lock (_gate)
        {
            return _documents.TryGetValue(path, out var document) ? document : _documents[path] = new ModelDocument();
        }
    }

    /// <summary>Handles a request.</summary>
    public HttpResponseMessage Handle(HttpRequestMessage request)
    {
        var path = request.RequestUri!.IsAbsoluteUri ? request.RequestUri.AbsolutePath : "/" + request.RequestUri.OriginalString.TrimStart('/');
        var parts = path.Split("/revisions/");
        var document = Document(parts[0]);
        if (request.Headers.Authorization?.Parameter is Expired)
        {
            return Problem(401, "not-signed-in", "");
        }

        lock (_gate)
        {
            if (request.Method != HttpMethod.Get)
            {
                return Save(document, parts[0], request);
            }

            var version = parts.Length > 1 ? document.Versions[int.Parse(parts[1], CultureInfo.InvariantCulture) - 1] : document.Head;
            return version is null ? Problem(404, "not-found", "")
                : version.Text is null ? Named(Problem(410, "gone", ""), version)
                : string.Equals(Header(request, "If-None-Match"), version.ETag, StringComparison.Ordinal) ? Named(new HttpResponseMessage(HttpStatusCode.NotModified), version)
                : Named(Text(HttpStatusCode.OK, version.Text, version.Type), version);
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return Handle(request);
    }

    private HttpResponseMessage Save(ModelDocument document, string path, HttpRequestMessage request)
    {
        var body = request.Content is null ? null : Encoding.UTF8.GetString(request.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult());
        var save = new ModelSave(
            Header(request, "Session-Id")!,
            long.Parse(Header(request, "Save-Sequence")!, CultureInfo.InvariantCulture),
            Header(request, "Save-Parent") is { } parent ? long.Parse(parent, CultureInfo.InvariantCulture) : null,
            Header(request, "If-Match"),
            (Header(request, "On-Conflict") ?? (merges ? "merge" : "reject")) is "merge",
            body,
            request.Content?.Headers.ContentType?.ToString() ?? "");
        Assert.True(save.IfMatch is null == Header(request, "If-None-Match") is "*", "exactly one precondition");
        Assert.True(save.Parent is null || (save.Parent >= 1 && save.Parent < save.Sequence), "the parent is older");
        var decision = document.Decide(save, inWindow: random.Next(5) > 0);
        Counts[decision.Name] = Counts.GetValueOrDefault(decision.Name) + 1;
        if (decision.Status is 412)
        {
            return Conflict(document, path, decision);
        }

        if (decision.Version is not { } version)
        {
            return Problem(decision.Status, decision.Name, "");
        }

        var response = decision.Content is { } content ? Text(HttpStatusCode.OK, content, version.Type)
            : new HttpResponseMessage(decision.Name is "created" ? HttpStatusCode.Created : HttpStatusCode.NoContent);
        response.Headers.TryAddWithoutValidation("Save-Outcome", decision.Name);
        return Named(response, version);
    }

    private HttpResponseMessage Conflict(ModelDocument document, string path, ModelDecision decision)
    {
        var current = document.Head is not { } head ? "null"
            : head.Text is null ? $$"""{"version":{{head.Number}},"etag":{{Json(head.ETag)}},"deleted":true}"""
            : random.Next(3) == 0 ? $$"""{"version":{{head.Number}},"etag":{{Json(head.ETag)}},"contentType":"{{head.Type}}","contentUrl":"{{path}}/revisions/{{head.Number}}"}"""
            : $$"""{"version":{{head.Number}},"etag":{{Json(head.ETag)}},"contentType":"{{head.Type}}","content":{{(head.Type is FakeServer.TextType ? Json(head.Text) : head.Text)}}}""";
        var merged = decision.Content is null ? "" : $$""","merged":{{Json(decision.Content)}}""";
        return Problem(
            412, "edit-conflict", $$""","conflictId":"c_1","self":{{Json(decision.Self)}},"current":{{current}},"mergeable":{{Json(decision.Content is not null)}}{{merged}}""");
    }

    private static string Json<T>(T value) => JsonSerializer.Serialize(value);

    private static HttpResponseMessage Problem(int status, string name, string members) => new((HttpStatusCode)status)
    {
        Content = new StringContent($$"""{"type":"/problems/{{name}}","title":"{{name}}","status":{{status}}{{members}}}""", Encoding.UTF8, "application/problem+json"),
    };

    private static HttpResponseMessage Text(HttpStatusCode status, string text, string type)
    {
        var response = new HttpResponseMessage(status) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(text)) };
        response.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        return response;
    }

    private static HttpResponseMessage Named(HttpResponseMessage response, ModelVersion version)
    {
        response.Headers.TryAddWithoutValidation("Sync-ETag", version.ETag);
        response.Headers.TryAddWithoutValidation("Version", version.Number.ToString(CultureInfo.InvariantCulture));
        return response;
    }

    private static string? Header(HttpRequestMessage request, string name) =>
        request.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;
}
