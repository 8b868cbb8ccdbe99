using System.Runtime.CompilerServices;
using Npgsql;
using SyncServer.Core.Documents;
using SyncServer.Core.History;
using SyncServer.Core.Saving;

namespace SyncServer.Storage.Postgres;

/// <summary>
/// Thins document by document, in the order of keys. A pass reads the rows of <c>documents</c>, and of the histories only what has become old enough since the
/// last pass. Only this class and <see cref="PostgresEraser"/> change old versions, and exclude each other. Each read of versions is one statement.
/// </summary>
/// <param name="connectionString">A connection string of Npgsql that leads to the server itself.</param>
/// <param name="circuit">The circuit breaker.</param>
/// <param name="conflicts">The conflicts on record, for the versions that they refer to.</param>
/// <param name="limits">The limits of session records.</param>
/// <param name="time">The clock that the age of versions is measured with. <see cref="TimeProvider.System"/> means the clock of the database.</param>
internal sealed class PostgresThinner(
    string connectionString, PostgresCircuit circuit, IConflictLog conflicts, SessionLimits limits, TimeProvider time) : IHistoryThinner
{
    private const int MaxDocuments = 2_000;
    private const int MaxSessions = 500;
    private const int MaxConflicts = 500;

    // Not pooled, so that the advisory lock ends with the connection.
    private readonly string _connectionString = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ToString();

    /// <inheritdoc/>
    public async IAsyncEnumerable<ThinnedSlice> ThinAsync(HistoryPolicies policies, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var connection = await circuit.RunAsync(OpenAsync);
        var queries = new ThinningQueries(connection);
        if (!await AskAsync(queries.LockAsync))
        {
            yield break;
        }

        try
        {
            await foreach (var slice in ThinAllAsync(queries, policies, cancellation))
            {
                yield return slice;
            }
        }
        finally
        {
            await queries.UnlockAsync();
        }
    }

    private async IAsyncEnumerable<ThinnedSlice> ThinAllAsync(ThinningQueries queries, HistoryPolicies policies, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var now = time == TimeProvider.System ? await AskAsync(queries.NowAsync) : time.GetUtcNow();
        for (var collection = await AskAsync(() => queries.CollectionAsync("")); collection is not null;)
        {
            if (policies.Of(collection) is { Thin: true } policy)
            {
                await foreach (var (document, count) in ThinCollectionAsync(queries, collection, policy, now, cancellation))
                {
                    yield return new ThinnedSlice(document, count, Sessions: 0, Conflicts: 0);
                }

                await foreach (var slice in DeleteConflictsAsync(queries, collection, policy, now, cancellation))
                {
                    yield return slice;
                }
            }

            var before = collection;
            collection = await AskAsync(() => queries.CollectionAsync(before));
        }

        await foreach (var count in DeleteExpiredAsync(queries, now, cancellation))
        {
            yield return new ThinnedSlice(Document: null, Versions: 0, count, Conflicts: 0);
        }
    }

    private async ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellation)
    {
        var connection = new NpgsqlConnection(_connectionString);
        try
        {
            await connection.OpenAsync(cancellation);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async IAsyncEnumerable<(DocumentKey Document, int Count)> ThinCollectionAsync(
        ThinningQueries queries, string collection, HistoryPolicy policy, DateTimeOffset now, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // A version that a session record referred to at the ages of the policy can be removed when the record has expired.
        var ages = new ThinningAges(policy.KeepAll, policy.KeepRuns, limits.Life + TimeSpan.FromDays(1));
        var after = "";
        while (await AskAsync(() => queries.DocumentsAsync(collection, after, ages, now, MaxDocuments)) is { Count: > 0 } documents)
        {
            cancellation.ThrowIfCancellationRequested();
            after = documents[^1].Key.Id;
            foreach (var document in documents.Where(d => d.Due))
            {
                await AskAsync(() => queries.LockDocumentAsync(document.Key));
                Task<IReadOnlySet<long>> Referred() => ListReferencedVersionsAsync(queries, document.Key, policy, now);
                var all = new Stage(queries, Referred, document.Key, policy, ages.All, document.AllFrom, now);
                var runs = new Stage(queries, Referred, document.Key, policy, ages.Runs, document.RunsFrom, now);
                var sessions = new Stage(queries, Referred, document.Key, policy, ages.Sessions, document.SessionsFrom, now);
                foreach (var stage in (Stage[])[all, runs, sessions])
                {
                    while (!stage.IsDone)
                    {
                        cancellation.ThrowIfCancellationRequested();
                        if (await AskAsync(stage.ThinSegmentAsync) is > 0 and var count)
                        {
                            yield return (document.Key, count);
                        }
                    }
                }

                await AskAsync(() => queries.SaveProgressAsync(document.Key, all.Reached, runs.Reached, sessions.Reached));
                await AskAsync(() => queries.UnlockDocumentAsync(document.Key));
            }
        }
    }

    /// <summary>
    /// Deletes the conflicts of a collection whose keep time is over. The versions that they alone referred to are removed first, as thinning has passed them before
    /// and does not visit them again.
    /// </summary>
    private async IAsyncEnumerable<ThinnedSlice> DeleteConflictsAsync(
        ThinningQueries queries, string collection, HistoryPolicy policy, DateTimeOffset now, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var after = new ThinningConflict(new DocumentKey(collection, ""), "", now, []);
        while (await AskAsync(() => queries.ConflictsAsync(after, MaxConflicts)) is { Count: > 0 } found)
        {
            cancellation.ThrowIfCancellationRequested();
            after = found[^1];
            var expired = found.FindAll(c => policy.IsOver(c.At, now));
            foreach (var document in expired.GroupBy(c => c.Key))
            {
                var key = document.Key;
                await AskAsync(() => queries.LockDocumentAsync(key));
                foreach (var version in document.SelectMany(c => c.Versions).Distinct())
                {
                    var (snapshot, segment, next) = await AskAsync(() => queries.LinesAsync(key, version));
                    var count = segment.Count == 0 ? 0 : await AskAsync(() => ThinSegmentAsync(
                        queries, () => ListReferencedVersionsAsync(queries, key, policy, now), key, policy, now, snapshot, segment, next));
                    if (count > 0)
                    {
                        yield return new ThinnedSlice(key, count, Sessions: 0, Conflicts: 0);
                    }
                }

                await AskAsync(() => queries.UnlockDocumentAsync(key));
            }

            if (expired.Count > 0 && await AskAsync(() => queries.DeleteAsync(expired)) is > 0 and var deleted)
            {
                yield return new ThinnedSlice(Document: null, Versions: 0, Sessions: 0, deleted);
            }
        }
    }

    private async IAsyncEnumerable<int> DeleteExpiredAsync(ThinningQueries queries, DateTimeOffset now, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var after = new ThinningSession(new DocumentKey("", ""), [], now);
        while (await AskAsync(() => queries.SessionsAsync(after, MaxSessions)) is { Count: > 0 } sessions)
        {
            cancellation.ThrowIfCancellationRequested();
            after = sessions[^1];
            var expired = sessions.FindAll(session => now - session.AcceptedAt > limits.Life);
            if (expired.Count > 0 && await AskAsync(() => queries.DeleteAsync(expired)) is > 0 and var count)
            {
                yield return count;
            }
        }
    }

    private async Task<IReadOnlySet<long>> ListReferencedVersionsAsync(ThinningQueries queries, DocumentKey key, HistoryPolicy policy, DateTimeOffset now) =>
        new HashSet<long>([.. await conflicts.ListReferencedVersionsAsync(key, now - policy.KeepConflicts), .. await queries.ReferredBySessionsAsync(key, now, limits)]);

    private static async Task<int> ThinSegmentAsync(
        ThinningQueries queries, Func<Task<IReadOnlySet<long>>> referred, DocumentKey key, HistoryPolicy policy, DateTimeOffset now,
        long snapshot, List<HistoryLine> segment, HistoryLine? next)
    {
        var thinning = await SegmentThinning.PlanAsync(segment, next, policy, now, referred, () => queries.PayloadsAsync(key, snapshot, segment[^1].Version));
        if (thinning is null)
        {
            return 0;
        }

        await queries.WriteAsync(key, thinning);
        return thinning.Removed.Count;
    }

    private static async Task AskAsync(Func<Task> ask) => await AskAsync(async () =>
    {
        await ask();
        return true;
    });

    private static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (NpgsqlException e)
        {
            throw new StoreUnavailableException("The database does not answer.", e);
        }
    }

    /// <summary>Thins the versions of one document that have reached an age, segment by segment.</summary>
    private sealed class Stage(
        ThinningQueries queries, Func<Task<IReadOnlySet<long>>> referred, DocumentKey key, HistoryPolicy policy, TimeSpan age, long from, DateTimeOffset now)
    {
        private long _from = from;

        /// <summary>Whether a younger version or the end of the history was reached.</summary>
        public bool IsDone { get; private set; }

        /// <summary>The first younger version and when it was saved; at the end of the history, the number of the next version and the current time.</summary>
        public (long From, DateTimeOffset At) Reached { get; private set; }

        /// <summary>Thins the next segment.</summary>
        /// <returns>The number of removed versions.</returns>
        public async Task<int> ThinSegmentAsync()
        {
            var (snapshot, segment, next) = await queries.LinesAsync(key, _from);
            var young = segment.FindIndex(line => line.Version >= _from && now - line.SavedAt <= age && line.SavedAt - now <= IHistoryThinner.MaxClockStep);
            IsDone = segment.Count == 0 || young >= 0;
            Reached = young >= 0 ? (segment[young].Version, segment[young].SavedAt) : (_from, now);
            if (IsDone && Reached.From == _from)
            {
                return 0;
            }

            _from = segment[^1].Version + 1;
            return await PostgresThinner.ThinSegmentAsync(queries, referred, key, policy, now, snapshot, segment, next);
        }
    }
}
