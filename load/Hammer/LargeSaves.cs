using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Mime;
using SyncServer.Load.Servers;

namespace SyncServer.Load.Hammer;

/// <summary>
/// One session that saves a large document in a closed loop, while another holds a lock on a field that these saves do not change:
/// the server must compute the touched paths of each save.
/// </summary>
/// <param name="server">The server.</param>
/// <param name="document">The document, which does not exist yet.</param>
/// <param name="text">The text.</param>
/// <param name="patches">Whether to send merge patches as large as the document instead of the document.</param>
internal sealed class LargeSaves(ServerProcess server, Document document, DocumentText text, bool patches)
{
    private const int LockSeconds = 300;

    private readonly SaveRequest _request = new(server.Url, server.Token, $"large-session-{document.Number}", text, patches: patches);

    // A PUT does not touch a field whose value it repeats, a PATCH one that it does not name.
    private readonly string _locked = patches ? "reviewed" : "title";

    private string Path => $"/v1/bench/d-{document.Number:d6}";

    /// <summary>Creates the document as the other session, with the field that it locks.</summary>
    public async Task CreateAsync(CancellationToken cancellation)
    {
        using var create = Request(HttpMethod.Put, Path, new Dictionary<string, string>(StringComparer.Ordinal) { [_locked] = DocumentText.DefaultTitle });
        create.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any);
        using var answer = await SendAsync(create, cancellation);
        document.Remember(System.Text.Encoding.ASCII.GetBytes(answer.Headers.ETag!.ToString()));
    }

    /// <summary>Acquires or renews the lock.</summary>
    public async Task LockAsync(CancellationToken cancellation)
    {
        using var take = Request(HttpMethod.Post, $"{Path}/locks", new { scope = $"/{_locked}", ttlSeconds = LockSeconds });
        using var answer = await SendAsync(take, cancellation);
    }

    /// <summary>Saves in a closed loop until the deadline.</summary>
    public async Task SaveAsync(Connection connection, Tally tally, long deadline)
    {
        while (Stopwatch.GetTimestamp() < deadline)
        {
            await connection.AskAsync(_request, document, tally, deadline);
        }
    }

    private HttpRequestMessage Request<T>(HttpMethod method, string path, T body)
    {
        var request = new HttpRequestMessage(method, new Uri(server.Url, path)) { Content = JsonContent.Create(body, new MediaTypeHeaderValue(MediaTypeNames.Application.Json)) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", server.Token);
        request.Headers.Add("Session-Id", $"lock-session-{document.Number}");
        return request;
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        using var http = new HttpClient();
        var answer = await http.SendAsync(request, cancellation);
        return answer.EnsureSuccessStatusCode();
    }
}
