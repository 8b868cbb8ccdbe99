namespace SyncServer.Nodes.Tests.Support;

/// <summary>A transaction that has allocated a position in the log and is open until <see cref="CommitAsync"/>.</summary>
public sealed class SlowWriter : IAsyncDisposable
{
    private readonly PostgresServer _postgres;
    private readonly string _database;
    private readonly Task<string> _writing;

    private SlowWriter(PostgresServer postgres, string database, Task<string> writing) => (_postgres, _database, _writing) = (postgres, database, writing);

    /// <summary>Starts the transaction, and returns when its position is allocated.</summary>
    /// <param name="postgres">The server.</param>
    /// <param name="database">The connection string.</param>
    /// <param name="id">The id of the document whose first version it writes.</param>
    public static async Task<SlowWriter> StartAsync(PostgresServer postgres, string database, string id)
    {
        await postgres.QueryAsync(database, "create table if not exists committing (now boolean)");
        var writing = postgres.QueryAsync(database, $"""
            do $$ begin
                create temp table copied as select * from revisions order by position limit 1;
                update copied set id = '{id}', position = nextval('revisions_position_seq');
                insert into revisions select * from copied;
                perform set_config('application_name', 'has written', false);
                while not exists (select from committing) loop
                    perform pg_sleep(0.01);
                end loop;
            end $$
            """);
        await Eventually.HoldsAsync(
            async () => writing.IsCompleted
                ? throw new InvalidOperationException(await writing)
                : await postgres.QueryAsync(database, "select count(*) from pg_stat_activity where application_name = 'has written' and datname = current_database()") is "1",
            "the transaction has its position");
        return new SlowWriter(postgres, database, writing);
    }

    /// <summary>Commits the transaction.</summary>
    public async Task CommitAsync()
    {
        await _postgres.QueryAsync(_database, "insert into committing values (true)");
        await _writing;
    }

    /// <summary>Ends the transaction; rolls it back if it was not committed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_writing.IsCompleted)
        {
            await _postgres.QueryAsync(_database, "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'has written' and datname = current_database()");
            await Task.WhenAny(_writing);
        }
    }
}
