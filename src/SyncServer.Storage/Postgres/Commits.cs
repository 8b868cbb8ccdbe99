using Npgsql;
using SyncServer.Core.Documents;

namespace SyncServer.Storage.Postgres;

/// <summary>Checks that a commit is durable. A commit that waits for a standby when the command times out is canceled. PostgreSQL then reports success, with a warning.</summary>
internal static class Commits
{
    /// <summary>Runs a batch that ends with COMMIT.</summary>
    /// <exception cref="StoreUnavailableException">No synchronous standby has confirmed the commit, so it is durable on the primary only.</exception>
    public static void ExecuteCommit(this NpgsqlBatch batch) => batch.Connection!.Confirm(batch.ExecuteNonQuery);

    /// <summary>Commits a transaction.</summary>
    /// <exception cref="StoreUnavailableException">See <see cref="ExecuteCommit"/>.</exception>
    public static Task CommitConfirmedAsync(this NpgsqlTransaction transaction, CancellationToken cancellation = default) => transaction.Connection!.ConfirmAsync(async () =>
    {
        await transaction.CommitAsync(cancellation);
        return true;
    });

    /// <summary>Runs what commits on a connection.</summary>
    /// <exception cref="StoreUnavailableException">See <see cref="ExecuteCommit"/>.</exception>
    public static T Confirm<T>(this NpgsqlConnection connection, Func<T> commit)
    {
        using var warnings = new Warnings(connection);
        var result = commit();
        warnings.ThrowIfAny();
        return result;
    }

    /// <inheritdoc cref="Confirm"/>
    public static async Task<T> ConfirmAsync<T>(this NpgsqlConnection connection, Func<Task<T>> commit)
    {
        using var warnings = new Warnings(connection);
        var result = await commit();
        warnings.ThrowIfAny();
        return result;
    }

    /// <summary>The warnings on a connection.</summary>
    private sealed class Warnings : IDisposable
    {
        private readonly NpgsqlConnection _connection;
        private bool _isLocal;

        public Warnings(NpgsqlConnection connection)
        {
            _connection = connection;
            connection.Notice += Read;
        }

        public void ThrowIfAny()
        {
            if (_isLocal)
            {
                throw new StoreUnavailableException("No standby has confirmed the commit.");
            }
        }

        public void Dispose() => _connection.Notice -= Read;

        private void Read(object sender, NpgsqlNoticeEventArgs notice) => _isLocal |= notice.Notice.InvariantSeverity is "WARNING";
    }
}
