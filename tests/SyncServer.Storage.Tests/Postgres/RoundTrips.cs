using System.Diagnostics;
using Npgsql;

namespace SyncServer.Storage.Tests.Postgres;

/// <summary>Counts the round trips to a database, including opened connections. Other tests with other databases may run at the same time.</summary>
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

    /// <summary>The number of round trips.</summary>
    public int Count => Volatile.Read(ref _count);

    public void Dispose() => _listener.Dispose();
}
