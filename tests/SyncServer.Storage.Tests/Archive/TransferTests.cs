using System.Data.Common;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;
using SyncServer.Storage.Archive;
using SyncServer.Storage.Tests.Saving;
using SyncServer.Testing;
using static SyncServer.Storage.Tests.Saving.Saves;

namespace SyncServer.Storage.Tests.Archive;

/// <summary>Exports, imports and copies between all pairs of stores.</summary>
public sealed class TransferTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    /// <summary>From which store to which.</summary>
    public static TheoryData<string, string> Pairs { get; } = new()
    {
        { "sqlite", "sqlite" }, { "sqlite", "postgres" }, { "postgres", "sqlite" }, { "postgres", "postgres" },
    };

    private string Folder => Path.Combine(_directory.FullPath, "archive");

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_copy_has_everything_and_can_be_saved_on(string kind, string other)
    {
        using var from = FilledStore.Create(kind);
        using var to = FilledStore.Create(other);
        await from.FillAsync(seed: 1);
        StoreArchive.Copy(from.ConnectionString, to.ConnectionString, _ => { });
        await AssertSameAsync(from, to);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task An_archive_has_everything(string kind, string other)
    {
        using var from = FilledStore.Create(kind);
        using var to = FilledStore.Create(other);
        await from.FillAsync(seed: 2);
        StoreArchive.Export(from.ConnectionString, Folder, StoreArchive.DefaultPartBytes, _ => { });
        StoreArchive.Import(to.ConnectionString, Folder, _ => { });
        await AssertSameAsync(from, to);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task A_zip_file_has_everything(string kind)
    {
        using var from = FilledStore.Create(kind);
        using var to = FilledStore.Create(kind);
        await from.FillAsync(seed: 3);
        StoreArchive.Export(from.ConnectionString, Folder + ".zip", StoreArchive.DefaultPartBytes, _ => { });
        StoreArchive.Import(to.ConnectionString, Folder + ".zip", _ => { });
        await AssertSameAsync(from, to);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task An_interrupted_transfer_continues_after_any_record(string kind, string other)
    {
        using var from = FilledStore.Create(kind);
        using var to = FilledStore.Create(other);
        await from.FillAsync(seed: 4);
        var records = FilledStore.Read(from.ConnectionString).Count;
        foreach (var stop in (int[])[1, records / 5, records / 5, records / 5])
        {
            Assert.Throws<StoppedException>(() =>
            {
                using var source = new StoppingSource(StoreSource.Open(from.ConnectionString, exclusive: true), stop);
                using var target = StoreTarget.Open(to.ConnectionString);
                new Transfer(_ => { }).Run(source, new FlushingTarget(target), checks: true);
            });
            Assert.Throws<UnfinishedImportException>(() => DocumentStore.Open(to.ConnectionString, 0, SessionLimits.Default, TimeProvider.System));
        }

        StoreArchive.Copy(from.ConnectionString, to.ConnectionString, _ => { });
        await AssertSameAsync(from, to);
    }

    [Fact]
    public async Task An_interrupted_export_continues_after_its_last_part()
    {
        using var from = FilledStore.Create("sqlite");
        using var to = FilledStore.Create("sqlite");
        await from.FillAsync(seed: 5);
        var records = FilledStore.Read(from.ConnectionString).Count;
        foreach (var stop in (int[])[1, records / 5, records / 5, records / 5])
        {
            Assert.Throws<StoppedException>(() =>
            {
                var store = StoreSource.Open(from.ConnectionString, exclusive: false);
                using var source = new StoppingSource(store, stop);
                using var target = new ArchiveWriter(ArchiveFolder.Begin(Folder), store.LostFrom, partBytes: 1000);
                new Transfer(_ => { }).Run(source, target, checks: false);
            });
            Assert.Throws<InvalidDataException>(() => StoreArchive.Import(to.ConnectionString, Folder, _ => { }));
        }

        StoreArchive.Export(from.ConnectionString, Folder, partBytes: 1000, _ => { });
        Assert.True(Directory.GetFiles(Folder, "documents-*").Length >= 4);
        Assert.Throws<IOException>(() => StoreArchive.Export(from.ConnectionString, Folder, partBytes: 1000, _ => { }));
        StoreArchive.Import(to.ConnectionString, Folder, _ => { });
        await AssertSameAsync(from, to);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task A_history_that_is_longer_than_a_transaction_is_copied(string kind)
    {
        const int Versions = 12_000;
        using var from = FilledStore.Create("sqlite");
        using var to = FilledStore.Create(kind);
        await from.Log.WriteAsync(Put("s", 1, None, "1", "z"));
        var head = await from.Log.WriteAsync(Put("s", 1, None, "1"));
        for (var saved = 1; saved < Versions; saved += 100)
        {
            var decisions = await from.Log.CommitAsync([.. Enumerable.Range(saved + 1, 100).Select(i => Put("s", i, On(head.ETag), $"{i}"))]);
            head = Assert.IsType<SaveDecision.Written>(decisions[^1]).Head;
        }

        from.Reopen();
        foreach (var stop in (int[])[5_000, 11_500])
        {
            Assert.Throws<StoppedException>(() =>
            {
                using var source = new StoppingSource(StoreSource.Open(from.ConnectionString, exclusive: true), stop);
                using var target = StoreTarget.Open(to.ConnectionString);
                new Transfer(_ => { }).Run(source, target, checks: true);
            });
        }

        StoreArchive.Copy(from.ConnectionString, to.ConnectionString, _ => { });
        Assert.Equal(FilledStore.Read(from.ConnectionString), FilledStore.Read(to.ConnectionString));
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task Only_an_empty_store_and_the_same_source_are_written(string kind)
    {
        using var from = FilledStore.Create("sqlite");
        using var another = FilledStore.Create("sqlite");
        using var full = FilledStore.Create(kind);
        using var to = FilledStore.Create(kind);
        await from.FillAsync(seed: 6);
        await another.FillAsync(seed: 7);
        await full.FillAsync(seed: 8);
        Assert.Throws<InvalidDataException>(() => StoreArchive.Copy(from.ConnectionString, full.ConnectionString, _ => { }));
        Assert.Throws<StoppedException>(() =>
        {
            using var source = new StoppingSource(StoreSource.Open(from.ConnectionString, exclusive: true), 100);
            using var target = StoreTarget.Open(to.ConnectionString);
            new Transfer(_ => { }).Run(source, target, checks: true);
        });
        Assert.Throws<InvalidDataException>(() => StoreArchive.Copy(another.ConnectionString, to.ConnectionString, _ => { }));
        StoreArchive.Copy(from.ConnectionString, to.ConnectionString, _ => { });
        await AssertSameAsync(from, to);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task A_server_in_use_is_neither_copied_nor_written(string kind)
    {
        using var from = FilledStore.Create(kind);
        using var to = FilledStore.Create(kind);
        await from.FillAsync(seed: 9);
        await from.Reader.NewestAsync(Key());
        Assert.NotNull(Record.Exception(() => StoreArchive.Copy(from.ConnectionString, to.ConnectionString, _ => { })));
        Assert.Empty(FilledStore.Check(from.ConnectionString));
        from.Reopen();
        await to.Reader.NewestAsync(Key());
        Assert.NotNull(Record.Exception(() => StoreArchive.Copy(from.ConnectionString, to.ConnectionString, _ => { })));
    }

    [Fact]
    public async Task An_archive_that_was_shortened_or_changed_is_refused()
    {
        using var from = FilledStore.Create("sqlite");
        await from.FillAsync(seed: 10);
        StoreArchive.Export(from.ConnectionString, Folder, StoreArchive.DefaultPartBytes, _ => { });
        var part = Path.Combine(Folder, "documents-000001.ndjson");
        var lines = await File.ReadAllLinesAsync(part);
        foreach (var damaged in (string[][])[lines[..^1], [.. lines[..^1], lines[^1][..^5]], [.. lines.Select(line => line.Replace("\"size\":", "\"size\":1"))], [.. lines[..1], .. lines[2..], lines[^1]]])
        {
            await File.WriteAllLinesAsync(part, damaged);
            using var to = FilledStore.Create("sqlite");
            Assert.True(Record.Exception(() => StoreArchive.Import(to.ConnectionString, Folder, _ => { })) is InvalidDataException or DbException);
            Assert.Throws<UnfinishedImportException>(() => DocumentStore.Open(to.ConnectionString, 0, SessionLimits.Default, TimeProvider.System));
        }
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task Only_the_owner_can_read_an_archive()
    {
        using var from = FilledStore.Create("sqlite");
        await from.FillAsync(seed: 11);
        StoreArchive.Export(from.ConnectionString, Folder, StoreArchive.DefaultPartBytes, _ => { });
        StoreArchive.Export(from.ConnectionString, Folder + ".zip", StoreArchive.DefaultPartBytes, _ => { });
        Assert.All(Directory.GetFiles(Folder).Append(Folder + ".zip"), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Folder));
    }

    public void Dispose() => _directory.Dispose();

    private static async Task AssertSameAsync(IBackend from, IBackend to)
    {
        Assert.Equal(FilledStore.Read(from.ConnectionString), FilledStore.Read(to.ConnectionString));
        Assert.Empty(FilledStore.Check(from.ConnectionString));
        Assert.Empty(FilledStore.Check(to.ConnectionString));
        StoreArchive.Reopen(from.ConnectionString);
        to.Clock.Now = from.Clock.Now;
        var position = (await from.Changes.EndAsync()).Position;
        foreach (var key in FilledStore.Keys)
        {
            var head = await from.Reader.NewestAsync(key);
            var copied = await to.Reader.NewestAsync(key);
            // The reader of SQLite does not look at session records.
            Assert.Equal(head! with { Run = copied!.Run with { Base = head.Run.Base } }, copied);
            var content = (await from.Reader.ReadAsync(key, head.Version))!.Value.Content;
            Assert.Equal(content, (await to.Reader.ReadAsync(key, head.Version))!.Value.Content);
            if (key.Id is "words")
            {
                // The save that changed nothing.
                Assert.IsType<SaveDecision.Repeated>(await to.Log.SaveAsync(Command(SaveMethod.Put, "s2", 40, On(head.ETag), content, key.Id)));
            }

            if (!head.Deleted)
            {
                await to.Log.WriteAsync(Put("new", 1, On(head.ETag), "on", key.Id));
            }
        }

        // New positions come after all others.
        Assert.True((await to.Changes.EndAsync()).Position > position);
        to.Reopen();
        from.Reopen();
        Assert.Empty(FilledStore.Check(to.ConnectionString));
    }
}
