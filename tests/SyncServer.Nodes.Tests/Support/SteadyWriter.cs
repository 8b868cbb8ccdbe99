using System.Net;

namespace SyncServer.Nodes.Tests.Support;

/// <summary>A client that saves continuously and retries each save until its result is known.</summary>
/// <param name="tab">The session.</param>
/// <param name="document">The document.</param>
/// <param name="random">The random numbers for the content.</param>
/// <param name="alone">Whether no other client writes to the document.</param>
internal sealed class SteadyWriter(Caller tab, string document, Random random, bool alone)
{
    // Longer than any response may take during a failure.
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(15);

    private readonly List<AcknowledgedSave> _kept = [];
    private string _text = new('x', 2000);
    private string? _etag;
    private long _known;

    /// <summary>The document.</summary>
    public string Document => document;

    /// <summary>The acknowledged saves.</summary>
    public IReadOnlyList<AcknowledgedSave> AcknowledgedSave => _kept;

    /// <summary>Saves until <paramref name="continues"/> returns false and the result of the last save is known.</summary>
    /// <param name="continues">Whether to send another save.</param>
    /// <param name="onResponse">Called for every response; null if there was none.</param>
    public async Task RunAsync(Func<bool> continues, Action<Answer?> onResponse)
    {
        for (var sequence = 1L; continues(); sequence++)
        {
            _text = _text.Insert(random.Next(_text.Length), $"{random.Next()}");
            var body = $"\"{tab.Session} {sequence} {_text}\"";
            var call = tab.Put(document, body).Sequence(sequence);
            Learn(body, await SendAsync(_etag is null ? call.IfNew() : call.IfMatch(_etag), onResponse));
        }
    }

    private static async Task<Answer> SendAsync(Call call, Action<Answer?> onResponse)
    {
        while (true)
        {
            var answer = await TryAsync(call);
            onResponse(answer);
            if (answer is { Status: not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout) })
            {
                return answer;
            }

            await Task.Delay(50);
        }
    }

    private static async Task<Answer?> TryAsync(Call call)
    {
        using var patience = new CancellationTokenSource(ResponseTimeout);
        try
        {
            return await call.SendAsync(patience.Token);
        }
        catch (HttpRequestException)
        {
            return null;
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"No answer within {ResponseTimeout}", e);
        }
    }

    private void Learn(string body, Answer answer)
    {
        if (answer.Succeeded)
        {
            _kept.Add(new AcknowledgedSave(answer.Version!.Value, body, tab.Session!, _known));
            (_etag, _known) = (answer.ETag, answer.Version.Value);
            return;
        }

        // Conflicts are possible only if another client writes.
        Assert.True(!alone && answer.Status is HttpStatusCode.PreconditionFailed, answer.ToString());
        var current = answer.Json.GetProperty("current");
        (_etag, _known) = (current.GetProperty("etag").GetString(), current.GetProperty("version").GetInt64());
    }
}
