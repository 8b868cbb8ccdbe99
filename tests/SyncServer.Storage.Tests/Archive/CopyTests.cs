using SyncServer.Core.Documents;
using SyncServer.Core.Saving;
using SyncServer.Storage.Archive;
using SyncServer.Storage.Rows;
using SyncServer.Storage.Tests.Saving;
using SyncServer.Testing;
using static SyncServer.Storage.Tests.Saving.Saves;

namespace SyncServer.Storage.Tests.Archive;

/// <summary>What keeps two servers from saving on a store and on its copy.</summary>
public sealed class CopyTests
{
    /// <summary>The stores, and what is changed in them.</summary>
    public static TheoryData<string, string> Changes { get; } = new()
    {
        { "sqlite", "save" }, { "sqlite", "version" }, { "sqlite", "document" }, { "sqlite", "user" }, { "sqlite", "thinning" }, { "sqlite", "conflict" },
        { "postgres", "save" }, { "postgres", "version" }, { "postgres", "document" }, { "postgres", "user" }, { "postgres", "thinning" }, { "postgres", "conflict" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_copy_of_a_store_that_was_changed_meanwhile_does_not_continue(string kind, string change)
    {
        using var from = FilledStore.Create(kind);
        using var to = FilledStore.Create("sqlite");
        await from.FillAsync(seed: 12);
        Assert.Throws<StoppedException>(() =>
        {
            using var source = new StoppingSource(StoreSource.Open(from.ConnectionString, exclusive: true), 100);
            using var target = StoreTarget.Open(to.ConnectionString);
            new Transfer(_ => { }).Run(source, target, checks: true);
        });
        await (change switch
        {
            "save" => from.Log.WriteAsync(Put("s", 1, None, "1", "later")),
            "version" => from.Eraser.EraseVersionAsync(Key("bytes"), 1),
            "document" => from.Eraser.EraseDocumentAsync(Key("gone")),
            "user" => from.Eraser.EraseUserAsync("amy", new Person("erased-1", "Deleted user")),
            "thinning" => ThinAsync(),
            _ => (Task)from.Conflicts.WriteAsync(
                [new ConflictRecord { Id = new ConflictId(9), Key = Key("bytes"), Kind = ConflictKind.EditConflict, At = from.Clock.Now, By = new Person("bob", "Bob"), Head = 4, Times = 1 }], []),
        });
        from.Reopen();
        Assert.Contains(
            "changed since", Assert.Throws<InvalidDataException>(() => StoreArchive.Copy(from.ConnectionString, to.ConnectionString, _ => { })).Message, StringComparison.Ordinal);

        async Task ThinAsync()
        {
            from.Clock.Now += TimeSpan.FromDays(60);
            await from.ThinAsync();
        }
    }

    [Fact]
    public void A_server_that_starts_while_an_import_begins_is_noticed()
    {
        using var to = FilledStore.Create("postgres");
        using (var target = StoreTarget.Open(to.ConnectionString))
        {
            using var server = DocumentStore.Open(to.ConnectionString, 0, SessionLimits.Default, TimeProvider.System);
            Assert.Contains("Stop it first", Assert.Throws<InvalidDataException>(() => target.Begin("source")).Message, StringComparison.Ordinal);
        }

        // The server goes on.
        DocumentStore.Open(to.ConnectionString, 0, SessionLimits.Default, TimeProvider.System).Dispose();
    }

    [Fact]
    public async Task A_server_with_an_application_name_of_its_own_is_noticed()
    {
        using var from = FilledStore.Create("sqlite");
        using var to = FilledStore.Create("postgres");
        await from.FillAsync(seed: 13);
        using (DocumentStore.Open(to.ConnectionString + ";Application Name=notes", 0, SessionLimits.Default, TimeProvider.System))
        {
            Assert.Contains("Stop it first", Assert.Throws<InvalidDataException>(() => StoreArchive.Copy(from.ConnectionString, to.ConnectionString, _ => { })).Message, StringComparison.Ordinal);
        }

        StoreArchive.Copy(from.ConnectionString, to.ConnectionString, _ => { });
    }

    [Fact]
    public async Task A_server_whose_connections_all_broke_as_a_copy_began_is_restarted()
    {
        using var from = FilledStore.Create("sqlite");
        using var to = FilledStore.Create("postgres");
        await from.FillAsync(seed: 14);
        await to.Reader.NewestAsync(Key());
        await (await PostgresServer.SharedAsync()).QueryAsync(
            to.ConnectionString, "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
        StoreArchive.Copy(from.ConnectionString, to.ConnectionString, _ => { });
        // The connections that broke may open the circuit first.
        await Eventually.HoldsAsync(
            async () => (await Assert.ThrowsAsync<StoreUnavailableException>(async () => await to.Reader.NewestAsync(Key("words")))).Message.Contains("Restart the server", StringComparison.Ordinal),
            "it says so");
        to.Reopen();
        Assert.NotNull(await to.Reader.NewestAsync(Key("words")));
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task A_copy_that_died_before_it_knew_that_the_new_store_is_empty_deletes_nothing(string kind)
    {
        using var from = FilledStore.Create("sqlite");
        using var full = FilledStore.Create(kind);
        await from.FillAsync(seed: 15);
        await full.FillAsync(seed: 16);
        var before = FilledStore.Read(full.ConnectionString);
        await using (var db = FilledStore.OpenDb(full.ConnectionString))
        {
            using var source = StoreSource.Open(from.ConnectionString, exclusive: true);
            db.Add(new SecretRow { Name = ImportProgress.Name, Value = new ImportProgress(source.Id, After: null).ToBytes() });
            await db.SaveChangesAsync();
        }

        Assert.Throws<UnfinishedImportException>(Open);
        Assert.Contains("not empty", Assert.Throws<InvalidDataException>(() => StoreArchive.Copy(from.ConnectionString, full.ConnectionString, _ => { })).Message, StringComparison.Ordinal);
        Assert.Equal(before, FilledStore.Read(full.ConnectionString));
        Open();

        void Open() => DocumentStore.Open(full.ConnectionString, 0, SessionLimits.Default, TimeProvider.System).Dispose();
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task No_server_starts_on_a_store_that_was_copied_until_it_is_reopened(string kind)
    {
        using var from = FilledStore.Create(kind);
        using var to = FilledStore.Create("sqlite");
        using var other = FilledStore.Create("sqlite");
        await from.Log.WriteAsync(Put("s", 1, None, "1"));
        from.Reopen();
        var (_, location) = StoreArchive.Copy(from.ConnectionString, to.ConnectionString, _ => { });
        Assert.Contains($"was copied to {location}.", Assert.Throws<CopiedDatabaseException>(Open).Message, StringComparison.Ordinal);
        // The mark is not copied.
        StoreArchive.Copy(from.ConnectionString, other.ConnectionString, _ => { });
        await other.Reader.NewestAsync(Key());
        Assert.True(StoreArchive.Reopen(from.ConnectionString));
        Assert.False(StoreArchive.Reopen(from.ConnectionString));
        Open();

        void Open() => DocumentStore.Open(from.ConnectionString, 0, SessionLimits.Default, TimeProvider.System).Dispose();
    }

    [Fact]
    public async Task A_server_that_starts_on_the_source_during_a_copy_is_noticed()
    {
        using var from = FilledStore.Create("postgres");
        await from.Log.WriteAsync(Put("s", 1, None, "1"));
        from.Reopen();
        Task starting;
        using (var source = StoreSource.Open(from.ConnectionString, exclusive: true))
        {
            // It waits for the end of the copy.
            starting = Task.Run(() => DocumentStore.Open(from.ConnectionString, 0, SessionLimits.Default, TimeProvider.System).Dispose());
            await Eventually.HoldsAsync(
                async () => await (await PostgresServer.SharedAsync()).QueryAsync(
                    from.ConnectionString, "select count(*) > 0 from pg_stat_activity where datname = current_database() and application_name = 'syncserver start'") is "t",
                "the server starts");
            Assert.Contains("Stop it first", Assert.Throws<InvalidDataException>(() => source.Mark("there")).Message, StringComparison.Ordinal);
        }

        await starting;
        Assert.False(StoreArchive.Reopen(from.ConnectionString));
    }
}
