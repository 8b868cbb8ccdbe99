using Npgsql;
using SyncServer.Core.Documents;

namespace SyncServer.Storage.Postgres;

/// <summary>Runs the last statements of a transaction.</summary>
internal static class Commits
{
    /// <summary>Runs a batch that ends with COMMIT.</summary>
    /// <exception cref="StoreUnavailableException">No synchronous standby has confirmed the commit, so it is durable on the primary only.</exception>
    public static void ExecuteCommit(this NpgsqlBatch batch)
    {
        // A commit that waits for a standby when the command times out is canceled. PostgreSQL then reports success, with a warning.
        var isLocal = false;
        void Read(object sender, NpgsqlNoticeEventArgs notice) => isLocal |= notice.Notice.InvariantSeverity is "WARNING";
        batch.Connection!.Notice += Read;
        try
        {
            batch.ExecuteNonQuery();
        }
        finally
        {
            batch.Connection.Notice -= Read;
        }

        if (isLocal)
        {
            throw new StoreUnavailableException("No standby has confirmed the commit.");
        }
    }
}
