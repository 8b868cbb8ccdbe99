using System.Globalization;
using System.Text;

namespace SyncServer.Load.Scenarios;

/// <summary>One session at one document: what it knows, and what it makes of it. Several saves may be under way at once.</summary>
internal sealed class Writer
{
    private const int Words = 60;

    // Every writer counts in a range of its own, so that a sequence tells the save.
    private const long SavesOfOneWriter = 1_000_000;

    private readonly Person _person;
    private readonly Random _random;
    private readonly int _number;
    private readonly Lock _lock = new();
    private long _sequence;
    private string? _etag;
    private long _version;

    /// <param name="person">Whose session it is.</param>
    /// <param name="document">The document's path.</param>
    /// <param name="random">Decides what is written.</param>
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

    /// <summary>A change of the document as this session knows it.</summary>
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

    /// <summary>Makes a save and sends it. A session that is refused reads what is there, as its user would.</summary>
    /// <returns>Whether it was accepted, or refused as a conflict.</returns>
    public async Task<bool> SaveAsync() => await SendAsync(Make());

    /// <summary>Sends a save.</summary>
    /// <returns>Whether it was accepted, or refused as a conflict.</returns>
    public async Task<bool> SendAsync(Save save)
    {
        var result = await _person.SendAsync(save, Session) ?? throw new InvalidOperationException("No answer was lost.");
        await LearnAsync(result);
        return result.Accepted || result.Conflict;
    }

    /// <summary>Sends a save whose answer gets lost, if it does not come at once.</summary>
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

    /// <summary>Learns from an answer.</summary>
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

    /// <summary>Reads the document as it is.</summary>
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
            // Answers overtake each other; what is known never goes back.
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
