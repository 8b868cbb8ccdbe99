using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;
using SyncServer.Storage.Postgres;
using SyncServer.Storage.Tests.Saving;
using SyncServer.Testing;
using static SyncServer.Storage.Tests.Saving.Saves;

namespace SyncServer.Storage.Tests.Postgres;

/// <summary>What is written beside saves while the only synchronous standby is down, and the wait for it is canceled.</summary>
public sealed class PostgresStandbyTests : IAsyncLifetime
{
    private PostgresServer _server = null!;

    [Theory]
    [InlineData("role")]
    [InlineData("key")]
    [InlineData("lock")]
    [InlineData("version")]
    [InlineData("user")]
    public async Task A_write_that_no_standby_has_confirmed_is_not_acknowledged(string what)
    {
        using var store = PostgresStore.Open(await _server.CopyDatabaseAsync(), cacheBytes: 0, SessionLimits.Default, TimeProvider.System);
        var head = await store.Log.WriteAsync(Put("s", 1, None, "1"));
        await store.Log.WriteAsync(Put("s", 2, On(head.ETag), "2"));
        await SetStandbyAsync("absent");
        var writing = what switch
        {
            "role" => store.Access.GrantAsync(Key(), "bob", Role.Editor, by: null),
            "key" => Task.Run(() => store.Keys.Add("one", "<key/>")),
            "lock" => store.Locks.ChangeAsync(new Core.Locking.LockCommand.Acquire(Key(), Session("s"), new Person("amy", "Amy"), Core.Merging.JsonPointer.Root, TimeSpan.FromSeconds(60))),
            "version" => store.Eraser.EraseVersionAsync(Key(), 1),
            _ => (Task)store.Eraser.EraseUserAsync("amy", new Person("erased-1", "Deleted user")),
        };
        await Eventually.HoldsAsync(
            async () =>
            {
                await _server.QueryAsync("postgres", "select pg_cancel_backend(pid) from pg_stat_activity where wait_event = 'SyncRep'");
                return writing.IsCompleted;
            },
            "the wait is canceled");
        Assert.Equal("No standby has confirmed the commit.", (await Assert.ThrowsAsync<StoreUnavailableException>(() => writing)).Message);
    }

    public async Task InitializeAsync() => _server = await PostgresServer.StartAsync();

    public async Task DisposeAsync()
    {
        await SetStandbyAsync("");
        await _server.DisposeAsync();
    }

    private async Task SetStandbyAsync(string name)
    {
        await _server.QueryAsync("postgres", $"alter system set synchronous_standby_names = '{name}'");
        await _server.QueryAsync("postgres", "select pg_reload_conf()");
        await Eventually.HoldsAsync(async () => await _server.QueryAsync("postgres", "show synchronous_standby_names") == name, "the setting applies");
    }
}
