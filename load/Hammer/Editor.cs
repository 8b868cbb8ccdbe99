using System.Diagnostics;
using SyncServer.Load.Servers;

namespace SyncServer.Load.Hammer;

/// <summary>One session that edits one document on its own connection: it saves on the ETag that it knows, and reads to get a newer one.</summary>
/// <param name="server">The server.</param>
/// <param name="session">The Session-Id.</param>
/// <param name="document">The state of the document, which outlives the connection.</param>
/// <param name="text">The text.</param>
/// <param name="stale">Whether its saves are expected to be refused.</param>
internal sealed class Editor(ServerProcess server, string session, Document document, DocumentText text, bool stale)
{
    private readonly SaveRequest _save = new(server.Url, server.Token, session, text, stale);
    private readonly ReadRequest _read = new(server.Url, server.Token, conditional: false);

    public Connection Connection { get; } = new(server);

    public Tally Saves { get; } = new();

    public Tally Reads { get; } = new();

    /// <summary>Saves in a closed loop. After a conflict it reads the document and continues.</summary>
    public async Task SaveAsync(long deadline)
    {
        while (Stopwatch.GetTimestamp() < deadline)
        {
            if (!await Connection.AskAsync(_save, document, Saves, deadline))
            {
                await ReadAsync(deadline);
            }
        }
    }

    /// <summary>Tries a save in each interval, or in the next one if a response takes longer.</summary>
    /// <param name="reloads">Whether to read the document after a refusal; it is stale again by the next save.</param>
    /// <param name="delay">The delay before the first save.</param>
    /// <param name="pace">The interval between saves.</param>
    /// <param name="deadline">The end of the run.</param>
    public async Task InsistAsync(bool reloads, TimeSpan delay, TimeSpan pace, long deadline)
    {
        await Task.Delay(delay);
        using var turns = new PeriodicTimer(pace);
        while (Stopwatch.GetTimestamp() < deadline)
        {
            if (await Connection.AskAsync(_save, document, Saves, deadline) && reloads)
            {
                await ReadAsync(deadline);
            }

            await turns.WaitForNextTickAsync();
        }
    }

    public async Task ReadAsync(long deadline) => await Connection.AskAsync(_read, document, Reads, deadline);
}
