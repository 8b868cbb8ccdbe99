using Npgsql;
using SyncServer.Core.Documents;
using SyncServer.Core.Live;

namespace SyncServer.Storage.Postgres;

/// <summary>Messages between the nodes by NOTIFY, on a connection of its own. A commit that notifies waits for others that do, so no save does.</summary>
internal sealed class PostgresNodeChannel(NpgsqlDataSource database, PostgresCircuit circuit, TimeProvider time) : INodeChannel
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public bool CarriesEverySave => false;

    /// <inheritdoc/>
    public async Task<bool> TrySendAsync(IReadOnlyList<string> messages)
    {
        try
        {
            return await circuit.RunAsync(async cancellation =>
            {
                await using var command = database.CreateCommand("SELECT pg_notify('syncserver', message) FROM unnest($1) AS message");
                command.Parameters.Add(Column.Of(messages, message => message));
                await command.ExecuteNonQueryAsync(cancellation);
                return true;
            });
        }
        catch (Exception e) when (e is StoreUnavailableException or NpgsqlException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async Task ListenAsync(Action<string> heard, Action joined, CancellationToken cancellation)
    {
        // Nobody sends anything for hours: a connection that broke silently must show.
        var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false, KeepAlive = 5 };
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(settings.ToString());
                await connection.OpenAsync(cancellation);
                connection.Notification += (_, notice) => heard(notice.Payload);
                await using (var listen = new NpgsqlCommand("LISTEN syncserver", connection))
                {
                    await listen.ExecuteNonQueryAsync(cancellation);
                }

                joined();
                while (true)
                {
                    await connection.WaitAsync(cancellation);
                }
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested && e is not OutOfMemoryException)
            {
                await Task.Delay(Pause, time, cancellation);
            }
        }
    }
}
