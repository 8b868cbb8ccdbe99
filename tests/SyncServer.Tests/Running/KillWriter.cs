using System.Net;

namespace SyncServer.Tests.Running;

/// <summary>A client that saves without pause and, after an outage, sends again what was not answered.</summary>
internal sealed class KillWriter(Caller tab, string document, Random random)
{
    private readonly List<(long Version, string Body)> _acknowledged = [];
    private string _text = new('x', 2000);
    private string? _pending;
    private long _sequence;
    private Answer? _known;

    /// <summary>The session, as connected now.</summary>
    public Caller Tab { get; private set; } = tab;

    /// <summary>What it writes to.</summary>
    public string Document => document;

    /// <summary>Every save that the server said was stored.</summary>
    public IReadOnlyList<(long Version, string Body)> Acknowledged => _acknowledged;

    /// <summary>How many answers an outage cost.</summary>
    public int Lost { get; private set; }

    /// <summary>After a restart: sends the unanswered save again, then looks where the document stands.</summary>
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

    /// <summary>Saves until the server is gone.</summary>
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
            // The server is gone; what was on its way stays pending.
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

        // Only a shared document has somebody else to be in the way.
        Assert.Contains(answer.Status, (HttpStatusCode[])[HttpStatusCode.PreconditionFailed, HttpStatusCode.ServiceUnavailable]);
        _known = (await Tab.Get(document)).Is(HttpStatusCode.OK);
        return false;
    }
}
