using System.Globalization;
using System.Text;

namespace SyncServer.Load.Scenarios;

/// <summary>One session that saves one document. Several saves may be in flight.</summary>
internal sealed class Writer
{
    private const int Words = 60;

    // Every writer has its own range of sequences, so that a sequence identifies a save.
    private const long SavesOfOneWriter = 1_000_000;

    private readonly Person _person;
    private readonly Random _random;
    private readonly int _number;
    private readonly Lock _lock = new();
    private long _sequence;
    private string? _etag;
    private long _version;

    /// <param name="person">The user of the session.</param>
    /// <param name="document">The document's path.</param>
    /// <param name="random">The random numbers for the content.</param>
    public Writer(Person person, string document, Random random)
    {
        (_person, Document, _random) = (person, document, random);
        _number = person.Traffic.NextWriter();
        _sequence = _number * SavesOfOneWriter;
        Session = $"load-session-{_number:d6}";
    }

    /// <summary>The document's path.</summary>
    public string Document { get; }

    /// <summary>The Session-Id.</summary>
    public string Session { get; }

    /// <summary>Creates an edit of the document as the session knows it.</summary>
    public Save Make()
    {
        lock (_lock)
        {
            var sequence = ++_sequence;
            var save = new Save(Document, _number, sequence, _etag, _version, Body(sequence));
            _person.Traffic.Made(save);
            return save;
        }
    }

    /// <summary>Creates and sends a save. After a refusal the session reads the document, as a user would.</summary>
    /// <returns>Whether it was accepted, or refused as a conflict.</returns>
    public async Task<bool> SaveAsync() => await SendAsync(Make());

    /// <summary>Sends a save.</summary>
    /// <returns>Whether it was accepted, or refused as a conflict.</returns>
    public async Task<bool> SendAsync(Save save)
    {
        var result = await _person.SendAsync(save, Session) ?? throw new InvalidOperationException("The response is missing.");
        await LearnAsync(result);
        return result.Accepted || result.Conflict;
    }

    /// <summary>Sends a save whose response is lost unless it arrives at once.</summary>
    /// <returns>Whether it was lost.</returns>
    public async Task<bool> LoseAsync(Save save)
    {
        if (await _person.SendAsync(save, Session, losesAnswer: true) is not { } result)
        {
            return true;
        }

        await LearnAsync(result);
        return false;
    }

    /// <summary>Applies a response.</summary>
    public async Task LearnAsync(SaveResult result)
    {
        if (result.Accepted)
        {
            Know(result);
        }
        else if (result.Conflict)
        {
            await ReadAsync();
        }
    }

    /// <summary>Reads the current document.</summary>
    public async Task ReadAsync()
    {
        if (await _person.ReadAsync(Document) is { } read)
        {
            Know(read);
        }
    }

    private void Know(SaveResult version)
    {
        lock (_lock)
        {
            // Responses may arrive out of order; the known version never decreases.
            if (version.Version > _version)
            {
                (_etag, _version) = (version.ETag, version.Version);
            }
        }
    }

    private string Body(long sequence)
    {
        var text = new StringBuilder();
        for (var i = 0; i < Words; i++)
        {
            text.Append((char)('a' + _random.Next(26)), _random.Next(2, 9)).Append(' ');
        }

        return string.Create(CultureInfo.InvariantCulture, $$"""{"by":{{_number}},"n":{{sequence}},"text":"{{text}}"}""");
    }
}
