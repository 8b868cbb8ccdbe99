using System.Collections.Concurrent;
using System.Globalization;
using SyncServer.Load.Scenarios;

namespace SyncServer.Load.Clients;

/// <summary>One session that saves one document, as a client does: it retries what got no response, and reads after a refusal. Several saves may be in flight.</summary>
internal sealed class Writer
{
    // Every writer has its own range of sequences, so that a sequence identifies a save.
    private const long SavesOfOneWriter = 1_000_000;

    private const int MaxAttemptsAtEnd = 5;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(200);

    private readonly Person _person;
    private readonly int _number;
    private readonly EditedText _text;
    private readonly ConcurrentQueue<Save> _unanswered = new();
    private readonly Lock _lock = new();
    private long _sequence;
    private string? _etag;
    private long _version;
    private bool _refused;

    /// <param name="person">The user of the session.</param>
    /// <param name="document">The document's path.</param>
    /// <param name="text">The content.</param>
    public Writer(Person person, string document, EditedText text)
    {
        (_person, Document, _text) = (person, document, text);
        _number = person.Traffic.NextWriter();
        _sequence = _number * SavesOfOneWriter;
        // Sessions of earlier runs must not be continued.
        Session = $"load-{person.Traffic.RunId}-{_number:d6}";
    }

    /// <summary>The document's path.</summary>
    public string Document { get; }

    /// <summary>The Session-Id.</summary>
    public string Session { get; }

    /// <summary>Whether its last save was refused, so that it has to read.</summary>
    public bool IsRefused => Volatile.Read(ref _refused);

    /// <summary>Prepares the next request: what got no response is sent again, and a refused session reads first.</summary>
    /// <param name="think">The time before a new save.</param>
    /// <param name="typed">The number of characters that a new save changes.</param>
    public Request Next(TimeSpan think, int typed)
    {
        if (_unanswered.TryDequeue(out var again))
        {
            return new Request("resume", RetryDelay, () => SendAsync(again));
        }

        if (IsRefused)
        {
            return new Request("read", TimeSpan.Zero, ReadAsync);
        }

        var save = Make(typed);
        return new Request("save", think, () => SendAsync(save));
    }

    /// <summary>Creates an edit of the document as the session knows it.</summary>
    /// <param name="typed">The number of characters that it changes.</param>
    /// <param name="body">The whole content; null for the text of the session.</param>
    public Save Make(int typed, Func<long, string>? body = null)
    {
        lock (_lock)
        {
            var sequence = ++_sequence;
            _text.Type(typed);
            var content = body?.Invoke(sequence) ?? string.Create(CultureInfo.InvariantCulture, $$"""{"by":{{_number}},"n":{{sequence}},"text":"{{_text}}"}""");
            var save = new Save(Document, _number, sequence, _etag, _version, content);
            _person.Traffic.Made(save);
            return save;
        }
    }

    /// <summary>Sends a save.</summary>
    /// <param name="save">The save.</param>
    /// <param name="losesAnswer">Whether the connection breaks before the response arrives.</param>
    public async Task<Outcome> SendAsync(Save save, bool losesAnswer = false)
    {
        var reply = await _person.SendAsync(save, Session, losesAnswer: losesAnswer);
        Learn(save, reply);
        return reply.ToSaveOutcome(_person.Traffic.Lossy);
    }

    /// <summary>Applies a response to a save.</summary>
    public void Learn(Save save, Reply reply)
    {
        if (reply.CanRetry)
        {
            _unanswered.Enqueue(save);
        }
        else
        {
            save.DropBody();
            Learn(new SaveResult(reply.Status, reply.ETag, reply.Version, reply.SaveOutcome));
        }
    }

    /// <summary>Applies a result of a save.</summary>
    public void Learn(SaveResult result)
    {
        if (result.Accepted)
        {
            Know(result.ETag, result.Version);
        }
        else if (result.Conflict)
        {
            Volatile.Write(ref _refused, true);
        }
    }

    /// <summary>Keeps a save that got no response, to send it again.</summary>
    public void Keep(Save save) => _unanswered.Enqueue(save);

    /// <summary>Reads the current document.</summary>
    public async Task<Outcome> ReadAsync() => (await ReadContentAsync()).Outcome;

    /// <summary>Reads the current document with its content.</summary>
    public async Task<(Reply Reply, Outcome Outcome)> ReadContentAsync()
    {
        var reply = await _person.ReadAsync(Document);
        var outcome = reply.ToOutcome(_person.Traffic.Lossy);
        if (reply.Succeeded)
        {
            Know(reply.ETag, reply.Version);
        }

        if (reply.Succeeded || reply.Status is 404)
        {
            Volatile.Write(ref _refused, false);
            // A document that does not exist yet is no error.
            outcome = outcome with { Kind = OutcomeKind.Ok };
        }

        return (reply, outcome);
    }

    /// <summary>Sends what got no response until it gets one.</summary>
    public async Task LeaveAsync()
    {
        for (var attempts = 0; attempts < MaxAttemptsAtEnd && _unanswered.TryDequeue(out var again); attempts++)
        {
            await SendAsync(again);
        }
    }

    private void Know(string? etag, long version)
    {
        lock (_lock)
        {
            // Responses may arrive out of order; the known version never decreases.
            if (version > _version)
            {
                (_etag, _version) = (etag, version);
            }
        }
    }
}
