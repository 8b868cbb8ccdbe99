using System.Collections.Concurrent;
using SyncServer.Core.Documents;
using SyncServer.Core.History;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;
using static SyncServer.Storage.Tests.Saving.Saves;

namespace SyncServer.Storage.Tests.History;

/// <summary>Documents with a long history, and the content of every version.</summary>
/// <param name="backend">The store.</param>
/// <param name="random">Chooses the saves.</param>
internal sealed class GrownHistory(IBackend backend, Random random)
{
    // Read concurrently while it grows.
    private readonly ConcurrentDictionary<string, (HistoryLine Line, string? Text)[]> _documents = new(StringComparer.Ordinal);

    /// <summary>The ids of the documents.</summary>
    public IEnumerable<string> Ids => _documents.Keys.Order(StringComparer.Ordinal);

    /// <summary>All versions that were saved of a document, oldest first.</summary>
    public IReadOnlyList<(HistoryLine Line, string? Text)> Of(string id) => _documents[id];

    /// <summary>Makes a number of saves over a number of days, with nights in between, deletes, forced saves and several users.</summary>
    public async Task GrowAsync(int saves, double days)
    {
        var mean = days * 24 * 60 / saves;
        for (var i = 0; i < saves; i++)
        {
            // Whole milliseconds, the stored resolution.
            backend.Clock.Now += TimeSpan.FromMilliseconds((long)(mean * 60_000 * random.NextDouble() * (random.Next(20) == 0 ? 15 : 0.5)));
            await SaveAsync($"d{random.Next(3)}");
        }
    }

    /// <summary>Saves a document on its head.</summary>
    public async Task<Head> SaveAsync(string id)
    {
        var versions = _documents.GetValueOrDefault(id, []);
        var head = await backend.Reader.NewestAsync(Key(id), versions.Length);
        var text = Edit(versions.LastOrDefault(v => v.Text is not null).Text ?? new string('.', random.Next(400)));
        // No other client saves, so the next sequence of the session follows from the version.
        var session = random.Next(10) == 0 ? null : $"s{(random.Next(6) == 0 ? random.Next(3) : 0)}";
        long? sequence = session is null || random.Next(5) == 0 ? null : versions.Length + 1;
        var saved = await backend.Log.WriteAsync(
            head is null ? Put(session, sequence, None, text, id)
            : head.Deleted ? Put(session, sequence, On(head.ETag), text, id)
            : random.Next(40) == 0 ? Delete(session, sequence, On(head.ETag), id)
            : random.Next(40) == 0 ? Put(session, sequence, new Precondition.IfMatchAny(), text, id) with { Policy = CollectionPolicy.Default with { AllowForce = true } }
            : Put(session, sequence, On(head.ETag), text, id));
        var newest = saved.Newest;
        var line = new HistoryLine(saved.Version, newest.SavedAt, HistoryLine.WriterOf(newest.Session, newest.SavedBy.Id), newest.Outcome, newest.Deleted);
        _documents[id] = [.. versions, (line, newest.Deleted ? null : text)];
        return saved;
    }

    /// <summary>The versions that a policy keeps at the current time.</summary>
    public HashSet<long> Kept(string id, HistoryPolicy policy) =>
        [.. Thinning.Keep([.. Of(id).Select(v => v.Line)], policy, backend.Clock.Now, new HashSet<long>())];

    /// <summary>Checks that exactly these versions exist, byte for byte.</summary>
    public async Task CheckAsync(string id, HashSet<long> kept)
    {
        var revisions = await backend.Reader.RevisionsAsync(Key(id), before: null, limit: 10_000);
        Assert.Equal(kept.OrderDescending(), revisions!.Select(r => r.ETag.Version));
        foreach (var revision in revisions!)
        {
            await CheckAsync(id, revision.ETag.Version);
        }
    }

    /// <summary>Checks that a version exists, byte for byte.</summary>
    public async Task CheckAsync(string id, long version)
    {
        var (revision, content) = (await backend.Reader.ReadAsync(Key(id), version))!.Value;
        var (line, text) = Of(id)[(int)version - 1];
        Assert.Equal((line.SavedAt, line.Outcome, line.Deleted), (revision.SavedAt, revision.Outcome, revision.Deleted));
        Assert.Equal(text, content is null ? null : content.Text());
    }

    private string Edit(string text) => random.Next(60) == 0
        ? new string((char)('a' + random.Next(26)), random.Next(600))
        : text.Insert(random.Next(text.Length + 1), $"<{random.Next(1000)}>")[random.Next(4)..];
}
