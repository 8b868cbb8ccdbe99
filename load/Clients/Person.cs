using System.Globalization;
using System.Net.Sockets;
using System.Text;
using SyncServer.Load.Running;

namespace SyncServer.Load.Clients;

/// <summary>A user of the server with one or more sessions: sends the requests. What the server does wrong becomes a reply, never an exception.</summary>
/// <param name="http">The client.</param>
/// <param name="timeout">The time after which a request without a response has failed.</param>
/// <param name="traffic">The traffic to record to.</param>
/// <param name="credentials">The credentials; null for a server without sign-in.</param>
internal sealed class Person(HttpClient http, TimeSpan timeout, Traffic traffic, Credentials? credentials)
{
    // After this time, a save whose response is lost has reached the server or not.
    private static readonly TimeSpan Impatience = TimeSpan.FromMilliseconds(4);

    /// <summary>The traffic to record to.</summary>
    public Traffic Traffic => traffic;

    /// <summary>Sends a save.</summary>
    /// <param name="save">The save.</param>
    /// <param name="session">The Session-Id.</param>
    /// <param name="merges">Whether the server is asked to merge.</param>
    /// <param name="losesAnswer">Whether the connection breaks before the response arrives.</param>
    public async Task<Reply> SendAsync(Save save, string session, bool merges = false, bool losesAnswer = false)
    {
        using var request = Create(HttpMethod.Put, save.Document, session);
        request.Headers.TryAddWithoutValidation("Save-Sequence", save.Sequence.ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation(save.ETag is null ? "If-None-Match" : "If-Match", save.ETag ?? "*");
        if (merges)
        {
            request.Headers.TryAddWithoutValidation("On-Conflict", "merge");
        }

        request.Content = new StringContent(save.Body, Encoding.UTF8, "application/json");
        using var patience = new CancellationTokenSource();
        if (losesAnswer)
        {
            patience.CancelAfter(Impatience);
        }

        var reply = await ExchangeAsync(request, patience.Token);
        if (reply.Status > 0)
        {
            save.Add(new SaveResult(reply.Status, reply.ETag, reply.Version, reply.SaveOutcome));
        }

        return reply;
    }

    /// <summary>Sends saves as a batch.</summary>
    /// <returns>The results, in order; none if the response is no batch.</returns>
    public async Task<(Outcome Outcome, IReadOnlyList<SaveResult> Results)> SendTogetherAsync(IReadOnlyList<Save> saves, string session)
    {
        using var request = Create(HttpMethod.Post, "/v1/batch", session);
        request.Content = new StringContent(Batch.Of(saves), Encoding.UTF8, "application/json");
        var reply = await ExchangeAsync(request);
        var outcome = reply.ToOutcome(traffic.Lossy);
        if (!reply.Succeeded)
        {
            return (outcome, []);
        }

        var results = Batch.Read(reply.Body);
        if (results.Count != saves.Count)
        {
            return (outcome with { Kind = OutcomeKind.Error, Code = $"{reply.Status} with {results.Count} results for {saves.Count} saves" }, []);
        }

        foreach (var (save, result) in saves.Zip(results))
        {
            save.Add(result);
        }

        outcome = outcome with { Accepted = results.Count(result => result.Accepted), Conflicts = results.Count(result => result.Conflict) };
        var wrong = results.FirstOrDefault(result => !result.Accepted && !result.Conflict);
        return (wrong.Status is 0 ? outcome : outcome with { Kind = OutcomeKind.Error, Code = $"{reply.Status} with {wrong.Status}" }, results);
    }

    /// <summary>Reads a document, or anything else.</summary>
    /// <param name="path">The path.</param>
    /// <param name="known">The ETag that the reader already has.</param>
    public async Task<Reply> ReadAsync(string path, string? known = null)
    {
        using var request = Create(HttpMethod.Get, path, session: null);
        if (known is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", known);
        }

        return await ExchangeAsync(request);
    }

    /// <summary>Deletes a version of a document.</summary>
    public async Task<Reply> DeleteAsync(string document, string etag)
    {
        using var request = Create(HttpMethod.Delete, document, session: null);
        request.Headers.TryAddWithoutValidation("If-Match", etag);
        return await ExchangeAsync(request);
    }

    /// <summary>Opens an event stream.</summary>
    /// <exception cref="HttpRequestException">The server refused it.</exception>
    public async Task<Stream> OpenAsync(string path)
    {
        using var request = Create(HttpMethod.Get, path, session: null);
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync();
    }

    private async Task<Reply> ExchangeAsync(HttpRequestMessage request, CancellationToken losing = default)
    {
        var sent = request.Content?.Headers.ContentLength ?? 0;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(losing);
        limit.CancelAfter(timeout);
        try
        {
            using var response = await http.SendAsync(request, limit.Token);
            return await Reply.ReadAsync(response, sent, limit.Token);
        }
        catch (OperationCanceledException)
        {
            return Reply.None(losing.IsCancellationRequested ? Reply.OnPurpose : Reply.TimedOut, sent);
        }
        catch (HttpRequestException failure)
        {
            return Reply.None(ReasonOf(failure), sent);
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            return Reply.None("connection closed", sent);
        }
    }

    private static string ReasonOf(HttpRequestException failure) => (failure.HttpRequestError, failure.InnerException) switch
    {
        (_, SocketException { SocketErrorCode: SocketError.ConnectionRefused }) => "connection refused",
        (HttpRequestError.ResponseEnded, _) or (_, IOException) => "connection closed",
        (HttpRequestError.Unknown, _) => failure.Message,
        var (error, _) => $"{error}",
    };

    private HttpRequestMessage Create(HttpMethod method, string path, string? session)
    {
        // A path that begins with a slash would drop the path prefix of the server.
        var request = new HttpRequestMessage(method, path.TrimStart('/'));
        request.Headers.Authorization = credentials?.Header;
        if (session is not null)
        {
            request.Headers.TryAddWithoutValidation("Session-Id", session);
        }

        return request;
    }
}
