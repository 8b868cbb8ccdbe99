using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using static SyncServer.Storage.Tests.Saving.Saves;

namespace SyncServer.Storage.Tests.Sqlite;

public sealed class SqliteListTests : IDisposable
{
    private readonly SqliteBackend _backend = new(cacheBytes: 0);

    [Fact]
    public async Task A_list_is_consistent_while_versions_are_written_and_thinned()
    {
        var mine = await _backend.Log.WriteAsync(Put("s", 1, None, "1", "mine"));
        await _backend.Log.WriteAsync(Put("s", 1, None, "1", "secret"));
        Execute("INSERT INTO roles (collection, id, user_id, role) VALUES ('notes', 'mine', 'ben', 1), ('notes', 'secret', 'amy', 1)");
        var times = 0;
        using var first = new AfterStatement(SqliteFile, () =>
        {
            if (times++ == 0)
            {
                _backend.Log.WriteAsync(Put("s", 2, On(mine.ETag), "2", "mine")).GetAwaiter().GetResult();
                Execute("DELETE FROM revisions WHERE position = 1");
            }
        });

        var list = await _backend.Reader.ListAsync("notes", after: null, limit: 10, readableBy: "ben");
        Assert.Equal(["mine"], list.Select(one => one.Id));
        Assert.NotEqual(0, times);
    }

    public void Dispose() => _backend.Dispose();

    private string SqliteFile => Storage.Sqlite.SqliteStore.FileOf(_backend.ConnectionString);

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection(_backend.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Runs an action after every statement that EF Core executes on a file.</summary>
    private sealed class AfterStatement : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
    {
        private readonly string _file;
        private readonly Action _work;
        private readonly IDisposable _all;
        private IDisposable? _one;

        public AfterStatement(string file, Action work)
        {
            (_file, _work) = (file, work);
            _all = DiagnosticListener.AllListeners.Subscribe(this);
        }

        public void OnNext(DiagnosticListener value) => _one = value.Name == "Microsoft.EntityFrameworkCore" ? value.Subscribe(this) : _one;

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Key == RelationalEventId.CommandExecuted.Name && value.Value is CommandExecutedEventData { Command.Connection: { } connection } && connection.DataSource == _file)
            {
                _work();
            }
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }

        public void Dispose()
        {
            _all.Dispose();
            _one?.Dispose();
        }
    }
}
