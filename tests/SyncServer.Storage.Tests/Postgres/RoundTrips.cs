using System.Diagnostics;
using Npgsql;

namespace SyncServer.Storage.Tests.Postgres;

/// <summary>Counts the round trips to a database, and the connections that are opened to it. Other tests, with databases of their own, run meanwhile.</summary>
internal sealed class RoundTrips : IDisposable
{
    private readonly ActivityListener _listener;
    private int _count;

    public RoundTrips(PostgresBackend backend)
    {
        var database = new NpgsqlConnectionStringBuilder(backend.ConnectionString).Database;
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => Interlocked.Add(ref _count, Equals(activity.GetTagItem("db.namespace"), database) ? 1 : 0),
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>How many there were.</summary>
    public int Count => Volatile.Read(ref _count);

    public void Dispose() => _listener.Dispose();
}
