using SyncServer.Load.Hammer;
using SyncServer.Load.Servers;

namespace SyncServer.Load.Bench;

/// <summary>Accepted saves of some documents, and refused saves of the same documents.</summary>
internal sealed class RefusalPair
{
    private readonly ClosedLoop _saves;
    private readonly Document[] _documents;
    private TimeSpan _time;
    private Document[] _stale = [];

    /// <param name="name">The name in the table.</param>
    /// <param name="server">The server.</param>
    /// <param name="documents">The documents, which do not exist yet.</param>
    /// <param name="text">The text.</param>
    /// <param name="retitled">The same text with another title, which the stale sessions save.</param>
    /// <param name="connections">The number of connections.</param>
    public RefusalPair(string name, ServerProcess server, Document[] documents, DocumentText text, DocumentText retitled, int connections)
    {
        _saves = ClosedLoop.OfSaves(server, text, connections);
        _documents = documents;
        var staleSaves = ClosedLoop.OfStaleSaves(server, retitled, connections);
        Accepted = new Arm($"{name}, accepted", server, token => _saves.AtRandomAsync(_documents, _time, token));
        Refused = new Arm($"{name}, refused", server, token => staleSaves.AtRandomAsync(_stale, _time, token));
    }

    public Arm Accepted { get; }

    public Arm Refused { get; }

    /// <summary>Creates the documents and warms up.</summary>
    public async Task WarmUpAsync(TimeSpan time, CancellationToken cancellation)
    {
        _time = time;
        await _saves.EachAsync(_documents, 1, cancellation);
        await Accepted.WarmUpAsync(cancellation);
        await GoOnAsync(cancellation);
        await Refused.WarmUpAsync(cancellation);
    }

    public async Task MeasureAsync(TimeSpan time, CancellationToken cancellation)
    {
        _time = time;
        await Accepted.MeasureAsync(cancellation);
        await GoOnAsync(cancellation);
        await Refused.MeasureAsync(cancellation);
    }

    /// <summary>The stale sessions read every document, then another session saves it.</summary>
    private async Task GoOnAsync(CancellationToken cancellation)
    {
        _stale = [.. _documents.Select(document => document.Copy())];
        await _saves.EachAsync(_documents, 1, cancellation);
    }
}
