using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;
using SyncServer.Core.Documents;

namespace SyncServer.Storage.Postgres;

/// <summary>
/// Checks what EF Core commits as saves are checked (<see cref="Commits"/>): transactions, and statements without one. If no synchronous standby has confirmed it, the
/// caller gets a <see cref="StoreUnavailableException"/>.
/// </summary>
internal sealed class ConfirmedCommits : ISaveChangesInterceptor, IDbTransactionInterceptor, IDbCommandInterceptor
{
    /// <summary>The interceptor, which has no state.</summary>
    public static ConfirmedCommits Instance { get; } = new();

    /// <inheritdoc/>
    public InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        // Also for a single statement, so that there is a commit to check.
        eventData.Context!.Database.AutoTransactionBehavior = AutoTransactionBehavior.Always;
        return result;
    }

    /// <inheritdoc/>
    public ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(SavingChanges(eventData, result));

    /// <inheritdoc/>
    public InterceptionResult TransactionCommitting(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result)
    {
        ((NpgsqlConnection)transaction.Connection!).Confirm(() =>
        {
            transaction.Commit();
            return true;
        });
        return InterceptionResult.Suppress();
    }

    /// <inheritdoc/>
    public async ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        await ((NpgsqlTransaction)transaction).CommitConfirmedAsync(cancellationToken);
        return InterceptionResult.Suppress();
    }

    /// <inheritdoc/>
    public InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result) =>
        InterceptionResult<int>.SuppressWithResult(((NpgsqlConnection)command.Connection!).Confirm(command.ExecuteNonQuery));

    /// <inheritdoc/>
    public async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) =>
        InterceptionResult<int>.SuppressWithResult(await ((NpgsqlConnection)command.Connection!).ConfirmAsync(() => command.ExecuteNonQueryAsync(cancellationToken)));
}
