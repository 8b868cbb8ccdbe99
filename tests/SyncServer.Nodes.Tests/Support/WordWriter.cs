using SyncServer.Client;
using SyncServer.Testing.Faults;

namespace SyncServer.Nodes.Tests.Support;

/// <summary>
/// A user who types words into one document with the C# client, removes words, settles conflicts in every possible way, and whose
/// process is killed at random.
/// </summary>
/// <param name="name">The prefix of the words.</param>
/// <param name="document">The collection and the id of the document.</param>
/// <param name="merges">Whether saves request a merge.</param>
/// <param name="network">The handler that connects to the server.</param>
/// <param name="token">The access token.</param>
/// <param name="ledger">The words of the document.</param>
/// <param name="random">The random numbers for the actions.</param>
internal sealed class WordWriter(string name, (string Collection, string Id) document, bool merges, HttpMessageHandler network, string token, WordLedger ledger, Random random)
{
    private static readonly FastTime Time = new();

    private readonly Disk _disk = new();
    private int _typed;
    private long _version;

    /// <summary>Types until <paramref name="continues"/> returns false and everything is saved.</summary>
    /// <returns>The newest version that was acknowledged.</returns>
    public async Task<long> RunAsync(Func<bool> continues)
    {
        while (continues())
        {
            await LiveAsync(random.Next(5, 40), continues);
        }

        await LiveAsync(edits: 0, continues);
        return _version;
    }

    private async Task LiveAsync(int edits, Func<bool> continues)
    {
        var dies = edits > 0 && random.Next(2) is 0;
        var drafts = new KillableDraftStore(_disk);
        // Not disposed, as a killed process does not cancel its requests.
        var mortal = new KillableHandler(network);
        var http = new HttpClient(mortal) { BaseAddress = new Uri("http://any.invalid/") };
        using var client = new SyncClient(http, _ => new(token), new SyncClientOptions { Drafts = drafts, Time = Time });
        var open = await OpenAsync(client);
        var typing = new Lock();
        open.Conflict += (_, conflict) => Settle(conflict, typing, random.Next(10));
        for (; edits > 0 && continues(); edits--)
        {
            lock (typing)
            {
                open.Update(Edit);
            }

            await Task.Delay(random.Next(60));
            if (random.Next(3) is 0)
            {
                await FlushAsync(open, typing);
            }
        }

        if (dies)
        {
            drafts.Kill();
            mortal.Kill();
            return;
        }

        await Eventually.HoldsAsync(async () => (await FlushAsync(open, typing)).State is SyncState.Saved, $"all of {name} is saved", seconds: 120);
        await open.DisposeAsync();
    }

    private async Task<SyncStatus> FlushAsync(SyncDocument open, Lock typing)
    {
        List<string> own;
        lock (typing)
        {
            own = Own(open.Content!).ToList();
        }

        var status = await open.FlushAsync();
        if (status.State is SyncState.Saved)
        {
            ledger.Acknowledge(own);
            // The first read of a new process may be a second stale.
            _version = Math.Max(_version, status.Version);
        }

        return status.State is not SyncState.Refused ? status : throw new InvalidOperationException($"{name} is refused: {status}");
    }

    private SyncContent Edit(SyncContent? content)
    {
        var lines = WordText.Read(content!);
        var line = lines[random.Next(lines.Count)];
        if (line.Count > 0 && random.Next(6) is 0)
        {
            var removed = random.Next(line.Count);
            ledger.Remove(line[removed]);
            line.RemoveAt(removed);
        }
        else
        {
            line.Insert(random.Next(line.Count + 1), $"{name}-{++_typed}");
        }

        return WordText.Write(lines);
    }

    private void Settle(SyncConflict conflict, Lock typing, int choice)
    {
        // No typing meanwhile, as it would not be part of the choice.
        lock (typing)
        {
            var (mine, theirs) = (WordText.Read(conflict.Mine!), WordText.Read(conflict.Theirs!));
            var (mineOnly, theirsOnly) = (mine.SelectMany(line => line).Except(theirs.SelectMany(line => line)).ToList(), theirs.SelectMany(line => line).Except(mine.SelectMany(line => line)).ToList());
            if (choice < 6 && conflict.Mergeable)
            {
                _ = conflict.MergeAsync();
            }
            else if (choice is 0)
            {
                mineOnly.ForEach(ledger.Remove);
                _ = conflict.TakeTheirsAsync();
            }
            else if (choice is 1)
            {
                theirsOnly.ForEach(ledger.Remove);
                _ = conflict.KeepMineAsync();
            }
            else
            {
                // A saved word that is missing in their version was removed by them. If it was lost, adding it again would hide the loss.
                theirs[0].AddRange(mineOnly.Where(word => word.StartsWith(name + "-", StringComparison.Ordinal) && !ledger.IsAcknowledged(word)));
                _ = conflict.SaveAsync(WordText.Write(theirs));
            }
        }
    }

    private IEnumerable<string> Own(SyncContent content) =>
        WordText.Read(content).SelectMany(line => line).Where(word => word.StartsWith(name + "-", StringComparison.Ordinal));

    /// <summary>Opens the document, with retries, as reading fails after a few attempts.</summary>
    private async Task<SyncDocument> OpenAsync(SyncClient client)
    {
        while (true)
        {
            try
            {
                return await client.OpenAsync(document.Collection, document.Id, new SyncDocumentOptions { Merge = merges, Live = true, CloseWait = TimeSpan.FromMinutes(10) });
            }
            catch (Exception e) when (e is HttpRequestException or IOException or SyncProblemException { Status: 502 or 503 or 504 })
            {
                // Retry.
            }
        }
    }
}
