using System.Net;

namespace SyncServer.Tests.Running;

/// <summary>A client that saves continuously and, after an outage, retries the save without a response.</summary>
internal sealed class KillWriter(Caller tab, string document, Random random)
{
    private readonly List<(long Version, string Body)> _acknowledged = [];
    private string _text = new('x', 2000);
    private string? _pending;
    private long _sequence;
    private Answer? _known;

    /// <summary>The session on its current connection.</summary>
    public Caller Tab { get; private set; } = tab;

    /// <summary>The document.</summary>
    public string Document => document;

    /// <summary>Every save that the server acknowledged.</summary>
    public IReadOnlyList<(long Version, string Body)> Acknowledged => _acknowledged;

    /// <summary>The number of responses lost in outages.</summary>
    public int Lost { get; private set; }

    /// <summary>After a restart, retries the save without a response, then reads the document.</summary>
    public async Task ReconnectAsync(HttpClient http)
    {
        Tab = Tab with { Http = http };
        if (_pending is { } body)
        {
            Lost++;
            await SendAsync(body);
        }

        var read = await Tab.Get(document);
        _known = read.Status is HttpStatusCode.OK ? read : null;
    }

    /// <summary>Saves until the server is killed.</summary>
    public async Task RunAsync(Action acknowledged)
    {
        try
        {
            while (true)
            {
                _text = _text.Insert(random.Next(_text.Length), $"{random.Next()}");
                _sequence++;
                var body = $"\"{Tab.Session} {_sequence} {_text}\"";
                if (await SendAsync(body))
                {
                    acknowledged();
                }
            }
        }
        catch (HttpRequestException)
        {
            // The server was killed; the save in flight stays pending.
        }
    }

    private async Task<bool> SendAsync(string body)
    {
        _pending = body;
        var call = Tab.Put(document, body).Sequence(_sequence);
        var answer = await (_known is { } known ? call.On(known) : call.IfNew());
        _pending = null;
        if (answer.Succeeded)
        {
            _acknowledged.Add((answer.Version!.Value, body));
            _known = answer;
            return true;
        }

        // Only a shared document has conflicts.
        Assert.Contains(answer.Status, (HttpStatusCode[])[HttpStatusCode.PreconditionFailed, HttpStatusCode.ServiceUnavailable]);
        _known = (await Tab.Get(document)).Is(HttpStatusCode.OK);
        return false;
    }
}
