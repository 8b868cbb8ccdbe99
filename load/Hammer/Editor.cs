using System.Diagnostics;
using SyncServer.Load.Servers;

namespace SyncServer.Load.Hammer;

/// <summary>One session at work on one document, on a connection of its own: it saves on the ETag that it knows, and reads to know a newer one.</summary>
/// <param name="server">Where it saves.</param>
/// <param name="session">Its Session-Id.</param>
/// <param name="document">What it knows of the document, which outlives the connection.</param>
/// <param name="text">What it writes.</param>
/// <param name="stale">Whether its saves are to be refused.</param>
internal sealed class Editor(ServerProcess server, string session, Document document, DocumentText text, bool stale)
{
    private readonly SaveRequest _save = new(server.Url, server.Token, session, text, stale);
    private readonly ReadRequest _read = new(server.Url, server.Token, conditional: false);

    public Connection Connection { get; } = new(server);

    public Tally Saves { get; } = new();

    public Tally Reads { get; } = new();

    /// <summary>Saves in a closed loop. Should somebody else's save have come between, it reads and goes on from there.</summary>
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

    /// <summary>Tries a save at each turn of the pace, or at the next one where an answer takes longer.</summary>
    /// <param name="reloads">Whether it reads the document when it was refused, and is stale again by the next turn.</param>
    /// <param name="delay">How long it waits before the first.</param>
    /// <param name="pace">From one to the next.</param>
    /// <param name="deadline">No save is tried after this.</param>
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
