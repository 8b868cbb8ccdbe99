using System.Net;
using System.Text;
using System.Threading.Channels;

namespace SyncServer.Client.Tests.Support;

/// <summary>A fake of the network: each request waits until the test responds to it. The clock is manual.</summary>
internal sealed class FakeServer : HttpMessageHandler
{
    public const string TextType = "text/plain; charset=utf-8";

    private readonly Channel<FakeRequest> _requests = Channel.CreateUnbounded<FakeRequest>();

    public FakeServer(IDraftStore? drafts = null, ITokenSource? tokens = null, TimeSpan later = default)
    {
        Time = new ManualTime(later);
        Client = new SyncClient(new HttpClient(this) { BaseAddress = new Uri("http://sync.test/") }, tokens, new SyncClientOptions { Drafts = drafts, Time = Time });
    }

    public ManualTime Time { get; }

    public SyncClient Client { get; }

    public static string ETag(long version) => $"\"v{version}\"";

    public static SyncContent Text(string text) => SyncContent.Text(text);

    /// <summary>The next request.</summary>
    public async Task<FakeRequest> NextAsync() => await _requests.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>No request is sent, also after work that the client has queued.</summary>
    public async Task NothingMoreAsync()
    {
        for (var turn = 0; turn < 20; turn++)
        {
            await Task.Delay(1);
        }

        Assert.False(_requests.Reader.TryRead(out var request), $"{request?.Method} was sent");
    }

    /// <summary>Advances the clock until the next request is sent.</summary>
    public async Task<FakeRequest> NextAfterAsync(TimeSpan limit)
    {
        for (var step = 0; step < 100; step++)
        {
            await Task.Delay(1);
            if (_requests.Reader.TryRead(out var request))
            {
                return request;
            }

            Time.Pass(limit / 100);
        }

        return await NextAsync();
    }

    /// <summary>Opens the document at that version.</summary>
    public async Task<SyncDocument> OpenAsync(long version, string text, SyncDocumentOptions? options = null)
    {
        var opening = Client.OpenAsync("notes", "one", options);
        var read = await NextAsync();
        if (version == 0)
        {
            read.Refuse(404, "not-found");
        }
        else
        {
            read.Read(version, text);
        }

        return await opening;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken);
        var headers = request.Headers.Concat(request.Content?.Headers.AsEnumerable() ?? []);
        var fake = new FakeRequest(request.Method.Method, request.RequestUri!.PathAndQuery, headers.ToDictionary(h => h.Key, h => string.Join(", ", h.Value)), body);
        _requests.Writer.TryWrite(fake);
        
        // As a network does, whatever the context of the caller.
        return await fake.Response.WaitAsync(cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>One request; the test responds to it.</summary>
internal sealed record FakeRequest(string Method, string Path, Dictionary<string, string> Headers, string? Body)
{
    private readonly TaskCompletionSource<HttpResponseMessage> _response = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<HttpResponseMessage> Response => _response.Task;

    public string? this[string header] => Headers.GetValueOrDefault(header);

    /// <summary>What a retry must have in common with the first attempt.</summary>
    public string Identity => $"{Method} {Path} {string.Join(';', Headers)} {Body}";

    public void Lose() => _response.SetException(new HttpRequestException("Lost."));

    /// <summary>Responds with the document.</summary>
    public void Read(long version, string text) => Read(version, FakeServer.Text(text));

    /// <summary>Responds with a document of any type.</summary>
    public void Read(long version, SyncContent content) => Send(
        200, content.Bytes.ToArray(), content.Type, ("Version", $"{version}"), ("Sync-ETag", FakeServer.ETag(version)));

    /// <summary>Accepts the save.</summary>
    /// <param name="version">The version that it made.</param>
    /// <param name="outcome">The outcome.</param>
    /// <param name="stored">What was stored, where it is not what was sent.</param>
    public void Accept(long version, string outcome = "verified", string? stored = null) =>
        Respond(stored is not null || outcome is "superseded" ? 200 : outcome is "created" ? 201 : 204, version, stored, outcome);

    public void Refuse(int status, string problem, params (string Name, string Value)[] headers) =>
        Send(status, $$"""{"type":"/problems/{{problem}}","title":"No: {{problem}}.","status":{{status}}}""", "application/problem+json", headers);

    /// <summary>Refuses the save for another session's version.</summary>
    public void Conflict(long version, string theirs, bool self = false, string members = "", string type = FakeServer.TextType) => Send(
        412,
        $$"""
        {"type":"/problems/edit-conflict","title":"Another session saved.","conflictId":"c{{version}}","self":{{(self ? "true" : "false")}},
         "current":{"version":{{version}},"etag":"\"v{{version}}\"","savedAt":"2026-01-01T00:00:00.000Z","savedBy":{"id":"u2","name":"Bob"},
         "session":"s_1","contentType":"{{type}}","content":"{{theirs}}"}{{members}}}
        """,
        "application/problem+json");

    /// <summary>Refuses the save for a version whose content is too large for the response.</summary>
    public void Conflict(long version, Uri content, bool self = false) => Send(
        412,
        $$"""
        {"type":"/problems/edit-conflict","title":"Another session saved.","conflictId":"c{{version}}","self":{{(self ? "true" : "false")}},
         "current":{"version":{{version}},"etag":"\"v{{version}}\"","contentType":"text/plain; charset=utf-8","contentUrl":"{{content}}"} }
        """,
        "application/problem+json");

    /// <summary>Responds with JSON.</summary>
    public void Json(int status, string json) => Send(status, json, "application/json");

    /// <summary>Responds with an event stream.</summary>
    public void Stream(Stream stream)
    {
        var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(stream) };
        response.Content.Headers.TryAddWithoutValidation("Content-Type", "text/event-stream");
        _response.SetResult(response);
    }

    private void Respond(int status, long version, string? text, string? outcome) => Send(
        status, text, FakeServer.TextType,
        ("Version", $"{version}"), ("Sync-ETag", FakeServer.ETag(version)), ("ETag", "W/\"of a proxy\""), ("Save-Outcome", outcome ?? ""));

    private void Send(int status, string? body, string type, params (string Name, string Value)[] headers) =>
        Send(status, body is null ? null : Encoding.UTF8.GetBytes(body), type, headers);

    public void Send(int status, byte[]? body, string type, params (string Name, string Value)[] headers)
    {
        var response = new HttpResponseMessage((HttpStatusCode)status);
        if (body is not null)
        {
            response.Content = new ByteArrayContent(body);
            response.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        foreach (var (name, value) in headers.Where(header => header.Value.Length > 0))
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        _response.SetResult(response);
    }
}
