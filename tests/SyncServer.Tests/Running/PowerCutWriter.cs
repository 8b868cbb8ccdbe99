using System.Net;

namespace SyncServer.Tests.Running;

/// <summary>A client that saves one document, and deletes it at times, until its server ends. It knows what was acknowledged, and when.</summary>
internal sealed class PowerCutWriter(Caller user, string document, Random random, int size)
{
    private readonly List<Acknowledgement> _acknowledged = [];
    private Caller _tab = null!;
    private Answer? _known;
    private bool _exists;
    private long _sequence;

    /// <summary>The document.</summary>
    public string Document => document;

    /// <summary>What the server acknowledged.</summary>
    public IReadOnlyList<Acknowledgement> Acknowledged => _acknowledged;

    /// <summary>Continues on another server, in a new session. What was acknowledged before is there from its start.</summary>
    public async Task ConnectAsync(HttpClient http)
    {
        (_tab, _sequence) = ((user with { Http = http }).Tab(), 0);
        for (var i = 0; i < _acknowledged.Count; i++)
        {
            _acknowledged[i] = _acknowledged[i] with { Position = 0 };
        }

        var read = await _tab.Get(document);
        _known = read.Status is HttpStatusCode.NotFound ? null : read;
        _exists = read.Succeeded;
    }

    /// <summary>Saves for as long as it is wanted, and until the server ends.</summary>
    /// <param name="position">The position in the records of the disk.</param>
    /// <param name="isWanted">Whether another save is wanted.</param>
    public async Task RunAsync(Func<long> position, Func<bool> isWanted)
    {
        try
        {
            while (isWanted())
            {
                var body = _exists && random.Next(12) is 0 ? null : $"\"{Convert.ToBase64String(RandomBytes())}\"";
                var call = body is null ? _tab.Delete(document) : _tab.Put(document, body);
                var answer = await (_known is { } known ? call.IfMatch(known["Sync-ETag"]!) : call.IfNew()).Sequence(++_sequence);
                Assert.True(answer.Succeeded, $"{answer}");
                _acknowledged.Add(new Acknowledgement(position(), answer.Version!.Value, answer.ETag!, body));
                (_known, _exists) = (answer, body is not null);
            }
        }
        catch (HttpRequestException)
        {
            // The server was killed.
        }
    }

    private byte[] RandomBytes()
    {
        var bytes = new byte[random.Next(size / 2, size)];
        random.NextBytes(bytes);
        return bytes;
    }
}

/// <summary>An acknowledged save.</summary>
/// <param name="Position">What was recorded when the client knew of it.</param>
/// <param name="Version">Its version.</param>
/// <param name="ETag">Its ETag.</param>
/// <param name="Body">Its content; null for a delete.</param>
internal sealed record Acknowledgement(long Position, long Version, string ETag, string? Body);
