using Npgsql;
using SyncServer.Core.Documents;
using SyncServer.Core.Live;

namespace SyncServer.Storage.Postgres;

/// <summary>
/// Sends messages between the nodes with NOTIFY. Commits that notify wait for each other in PostgreSQL, so it uses separate transactions and saves do not wait.
/// </summary>
/// <param name="database">The connections of saves.</param>
/// <param name="direct">The connection string for listening, which needs a session.</param>
/// <param name="circuit">The circuit breaker.</param>
/// <param name="time">The clock.</param>
internal sealed class PostgresNodeChannel(NpgsqlDataSource database, string direct, PostgresCircuit circuit, TimeProvider time) : INodeChannel
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
    public async Task ListenAsync(Action<string> received, Action connected, CancellationToken cancellation)
    {
        // There may be no message for hours. KeepAlive detects a connection that broke silently.
        var settings = new NpgsqlConnectionStringBuilder(direct) { Pooling = false, KeepAlive = 5 };
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(settings.ToString());
                await connection.OpenAsync(cancellation);
                connection.Notification += (_, notice) => received(notice.Payload);
                await using (var listen = new NpgsqlCommand("LISTEN syncserver", connection))
                {
                    await listen.ExecuteNonQueryAsync(cancellation);
                }

                connected();
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
