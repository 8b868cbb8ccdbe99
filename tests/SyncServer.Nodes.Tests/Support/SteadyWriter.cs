using System.Net;

namespace SyncServer.Nodes.Tests.Support;

/// <summary>A client that saves without pause and sends a save again, the same, until it knows what became of it.</summary>
/// <param name="tab">Its session.</param>
/// <param name="document">What it writes to.</param>
/// <param name="random">Decides what it writes.</param>
/// <param name="alone">Whether nobody else writes to it.</param>
internal sealed class SteadyWriter(Caller tab, string document, Random random, bool alone)
{
    // Longer than any answer may take, whatever is broken.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly List<Kept> _kept = [];
    private string _text = new('x', 2000);
    private string? _etag;
    private long _known;

    /// <summary>Its document.</summary>
    public string Document => document;

    /// <summary>Every save of its that was stored.</summary>
    public IReadOnlyList<Kept> Kept => _kept;

    /// <summary>Saves until told to stop and the last save's fate is known.</summary>
    /// <param name="goesOn">Whether there is another save.</param>
    /// <param name="tell">Hears every answer; null is none.</param>
    public async Task RunAsync(Func<bool> goesOn, Action<Answer?> tell)
    {
        for (var sequence = 1L; goesOn(); sequence++)
        {
            _text = _text.Insert(random.Next(_text.Length), $"{random.Next()}");
            var body = $"\"{tab.Session} {sequence} {_text}\"";
            var call = tab.Put(document, body).Sequence(sequence);
            Learn(body, await SendAsync(_etag is null ? call.IfNew() : call.IfMatch(_etag), tell));
        }
    }

    private static async Task<Answer> SendAsync(Call call, Action<Answer?> tell)
    {
        while (true)
        {
            var answer = await TryAsync(call);
            tell(answer);
            if (answer is { Status: not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout) })
            {
                return answer;
            }

            await Task.Delay(50);
        }
    }

    private static async Task<Answer?> TryAsync(Call call)
    {
        using var patience = new CancellationTokenSource(Patience);
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
            throw new TimeoutException($"No answer within {Patience}", e);
        }
    }

    private void Learn(string body, Answer answer)
    {
        if (answer.Succeeded)
        {
            _kept.Add(new Kept(answer.Version!.Value, body, tab.Session!, _known));
            (_etag, _known) = (answer.ETag, answer.Version.Value);
            return;
        }

        // Only where somebody else writes is anybody in the way.
        Assert.True(!alone && answer.Status is HttpStatusCode.PreconditionFailed, answer.ToString());
        var current = answer.Json.GetProperty("current");
        (_etag, _known) = (current.GetProperty("etag").GetString(), current.GetProperty("version").GetInt64());
    }
}
