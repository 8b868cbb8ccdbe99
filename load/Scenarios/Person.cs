using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SyncServer.Load.Scenarios;

/// <summary>A user of the server with one or more sessions: sends the requests.</summary>
/// <param name="http">The client.</param>
/// <param name="traffic">The traffic to record to.</param>
/// <param name="authorization">The Authorization header; null for a server without sign-in.</param>
internal sealed class Person(HttpClient http, Traffic traffic, AuthenticationHeaderValue? authorization)
{
    // After this time, a save whose response is lost has reached the server or not.
    private static readonly TimeSpan Impatience = TimeSpan.FromMilliseconds(4);

    /// <summary>The traffic to record to.</summary>
    public Traffic Traffic => traffic;

    /// <summary>Signs a guest in.</summary>
    public static async Task<Person> SignInAsync(HttpClient http, Traffic traffic, string name)
    {
        using var answer = await http.PostAsJsonAsync(new Uri("/v1/auth/guest", UriKind.Relative), new { name });
        answer.EnsureSuccessStatusCode();
        var body = await answer.Content.ReadFromJsonAsync<JsonObject>();
        return new Person(http, traffic, new AuthenticationHeaderValue("Bearer", body!["accessToken"]!.GetValue<string>()));
    }

    /// <summary>Sends a save.</summary>
    /// <param name="save">The save.</param>
    /// <param name="session">The Session-Id.</param>
    /// <param name="losesAnswer">Whether the connection breaks before the response arrives.</param>
    /// <returns>The response; null if it was lost.</returns>
    public async Task<SaveResult?> SendAsync(Save save, string session, bool losesAnswer = false)
    {
        using var request = Request(HttpMethod.Put, save.Document, session);
        request.Headers.TryAddWithoutValidation("Save-Sequence", save.Sequence.ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation(save.ETag is null ? "If-None-Match" : "If-Match", save.ETag ?? "*");
        request.Content = new StringContent(save.Body, Encoding.UTF8, "application/json");
        using var patience = new CancellationTokenSource();
        if (losesAnswer)
        {
            patience.CancelAfter(Impatience);
        }

        var began = Stopwatch.GetTimestamp();
        try
        {
            using var response = await http.SendAsync(request, patience.Token);
            var result = ResultOf(response);
            traffic.Answered(result, Stopwatch.GetElapsedTime(began));
            save.Add(result);
            return result;
        }
        catch (OperationCanceledException) when (losesAnswer)
        {
            return null;
        }
    }

    /// <summary>Sends saves as a batch.</summary>
    /// <returns>The results, in order.</returns>
    public async Task<IReadOnlyList<SaveResult>> SendTogetherAsync(IReadOnlyList<Save> saves, string session)
    {
        using var request = Request(HttpMethod.Post, "/v1/batch", session);
        request.Content = new StringContent(Batch.Of(saves), Encoding.UTF8, "application/json");
        var began = Stopwatch.GetTimestamp();
        using var response = await http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        var results = Batch.Read(await response.Content.ReadAsStringAsync());
        foreach (var (save, result) in saves.Zip(results))
        {
            traffic.Answered(result, Stopwatch.GetElapsedTime(began));
            save.Add(result);
        }

        return results;
    }

    /// <summary>Reads a document.</summary>
    /// <param name="document">The path.</param>
    /// <param name="known">The ETag that the reader already has.</param>
    /// <returns>The ETag and version; null if the document does not exist, or is not newer.</returns>
    public async Task<SaveResult?> ReadAsync(string document, string? known = null)
    {
        using var request = Request(HttpMethod.Get, document, session: null);
        if (known is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", known);
        }

        using var response = await http.SendAsync(request);
        traffic.Read();
        var result = ResultOf(response);
        if (result is { Accepted: false, Status: not (304 or 404) })
        {
            traffic.Fault($"A read was answered with {result.Status}.");
        }

        return result.Accepted ? result : null;
    }

    /// <summary>Reads JSON; null if there is none.</summary>
    public async Task<JsonElement?> GetAsync(string path)
    {
        using var request = Request(HttpMethod.Get, path, session: null);
        using var response = await http.SendAsync(request);
        return response.StatusCode is HttpStatusCode.NotFound ? null : await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Opens an event stream.</summary>
    public async Task<Stream> OpenAsync(string path)
    {
        using var request = Request(HttpMethod.Get, path, session: null);
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync();
    }

    private static SaveResult ResultOf(HttpResponseMessage response)
    {
        var etag = response.Headers.TryGetValues("Sync-ETag", out var own) ? own.First() : response.Headers.ETag?.Tag;
        var version = response.Headers.TryGetValues("Version", out var number) ? number.First() : etag?.Trim('"');
        return new SaveResult(
            (int)response.StatusCode,
            etag,
            long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : 0,
            response.Headers.TryGetValues("Save-Outcome", out var outcome) ? outcome.First() : null);
    }

    private HttpRequestMessage Request(HttpMethod method, string path, string? session)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = authorization;
        if (session is not null)
        {
            request.Headers.TryAddWithoutValidation("Session-Id", session);
        }

        return request;
    }
}
