using System.Collections.Frozen;
using System.Diagnostics;
using Microsoft.Data.Sqlite;
using SyncServer.Core.Documents;
using SyncServer.Core.History;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;
using SyncServer.Load.Hammer;
using SyncServer.Storage;

namespace SyncServer.Load.Bench;

/// <summary>
/// The disk space of the versions of one document when they are new, after a day and after a month. It does not need a server: the store
/// is filled and thinned directly, with a clock that is advanced.
/// </summary>
internal static class HistoryPart
{
    private const int Saves = 10_000;
    private const int SavesInBatch = 100;

    // A user who types all day and is saved every five seconds.
    private static readonly TimeSpan BetweenSaves = TimeSpan.FromSeconds(5);

    public static async Task RunAsync(string folder, Report report, CancellationToken cancellation)
    {
        var text = new DocumentText(10_000);
        report.Heading($"history: one document of {text.Size:n0} bytes, {DocumentText.TypedBytes} of them changed by a save, {Saves:n0} saves");
        var database = $"Data Source={Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "history")).FullName, "sync.db")}";
        var clock = new Clock();
        using var store = DocumentStore.Open(database, cacheBytes: 1 << 20, SessionLimits.Default, clock);
        var empty = Kept.Of(database);
        await SaveAsync(store, text, clock, cancellation);
        var young = Kept.Of(database);

        clock.Now += TimeSpan.FromHours(25);
        var longest = await ThinAsync(store, text, cancellation);
        var day = Kept.Of(database);
        clock.Now += TimeSpan.FromDays(31);
        longest = Math.Max(longest, await ThinAsync(store, text, cancellation));
        var month = Kept.Of(database);

        report.Table(
        [
            ["", "versions", "bytes", "each"],
            .. new[] { ("all of them", young), ("after a day", day), ("after a month", month) }.Select(row =>
                new[] { row.Item1, $"{row.Item2.Versions:n0}", $"{row.Item2.Bytes - empty.Bytes:n0}", $"{(row.Item2.Bytes - empty.Bytes) / row.Item2.Versions:n0}" }),
        ]);
        report.AtMost("kept before thinning", (young.Bytes - empty.Bytes) / 1e6, Goals.HistoryMegabytes, " MB");
        report.AtMost("longest wait of a save during thinning", longest, Goals.ThinningMilliseconds, " ms");
        report.End();
    }

    private static async Task SaveAsync(DocumentStore store, DocumentText text, Clock clock, CancellationToken cancellation)
    {
        var document = new Document(1);
        var body = new byte[text.Size];
        ETag? last = null;
        for (var saved = 0; saved < Saves; saved += SavesInBatch)
        {
            cancellation.ThrowIfCancellationRequested();
            var batch = new List<SaveCommand>();
            for (var i = 0; i < SavesInBatch; i++)
            {
                document.Saves++;
                text.Write(document, body);
                batch.Add(Command(document, body, last));
                last = new ETag(document.Saves, batch[^1].Nonce);
            }

            if ((await store.Log.CommitAsync(batch)).Any(decision => decision is not SaveDecision.Written))
            {
                throw new InvalidOperationException("A save was not accepted.");
            }

            clock.Now += BetweenSaves * SavesInBatch;
        }
    }

    private static SaveCommand Command(Document document, byte[] body, ETag? last) => new()
    {
        Key = new DocumentKey("bench", $"d-{document.Number}"),
        Method = SaveMethod.Put,
        Precondition = last is { } etag ? new Precondition.IfMatch([etag]) : new Precondition.IfNoneMatchAny(),
        By = new Person("guest-01a2025ce82877868e2955703fcbc4bf", "Bench"),
        Session = SessionKey.Of("bench"u8, "bench", "bench-session"),
        Sequence = document.Saves,
        Body = new Content("application/json", body.ToArray()),
        Digest = Digest.Of("PUT", "application/json", body),
        Nonce = (ulong)Random.Shared.NextInt64(),
        Policy = CollectionPolicy.Default,
    };

    /// <summary>Thins everything that is old enough, during saves.</summary>
    /// <returns>The longest save meanwhile, in milliseconds.</returns>
    private static async Task<double> ThinAsync(DocumentStore store, DocumentText text, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var saving = Task.Run(() => SaveMeanwhileAsync(store, text, stop.Token), cancellation);
        await foreach (var _ in store.Thinner.ThinAsync(new HistoryPolicies(FrozenDictionary<string, HistoryPolicy>.Empty, HistoryPolicy.Default), cancellation))
        {
            // As in the server, thinning pauses for saves.
            await Task.Delay(1, cancellation);
        }

        await stop.CancelAsync();
        return await saving;
    }

    private static async Task<double> SaveMeanwhileAsync(DocumentStore store, DocumentText text, CancellationToken stop)
    {
        // On a version that does not exist: it is queued like any other save and refused, without writing to the disk.
        var document = new Document(1);
        var body = new byte[text.Size];
        text.Write(document, body);
        var longest = 0.0;
        while (!stop.IsCancellationRequested)
        {
            var command = Command(document, body, last: ETag.Foreign) with { Session = null, Sequence = null };
            var began = Stopwatch.GetTimestamp();
            await store.Log.CommitAsync([command]);
            longest = Math.Max(longest, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        return longest;
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 5, 6, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }

    /// <summary>The contents of a database.</summary>
    /// <param name="Versions">The rows of the history.</param>
    /// <param name="Bytes">The bytes of the pages in use. Free pages are reused by the next saves.</param>
    private sealed record Kept(long Versions, long Bytes)
    {
        public static Kept Of(string database)
        {
            using var connection = new SqliteConnection(database);
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = """
                SELECT (SELECT COUNT(*) FROM revisions),
                    (SELECT page_count FROM pragma_page_count) - (SELECT freelist_count FROM pragma_freelist_count), (SELECT page_size FROM pragma_page_size)
                """;
            using var row = command.ExecuteReader();
            row.Read();
            return new Kept(row.GetInt64(0), row.GetInt64(1) * row.GetInt64(2));
        }
    }
}
