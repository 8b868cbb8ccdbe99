using System.Collections.Frozen;
using System.Text;
using Microsoft.EntityFrameworkCore;
using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.History;
using SyncServer.Core.Locking;
using SyncServer.Core.Merging;
using SyncServer.Core.Saving;
using SyncServer.Storage.Archive;
using SyncServer.Storage.Postgres;
using SyncServer.Storage.Rows;
using SyncServer.Storage.Sqlite;
using SyncServer.Storage.Tests.History;
using SyncServer.Storage.Tests.Postgres;
using SyncServer.Storage.Tests.Saving;
using SyncServer.Storage.Tests.Sqlite;
using static SyncServer.Storage.Tests.Saving.Saves;

namespace SyncServer.Storage.Tests.Archive;

/// <summary>Fills stores with everything that they can have.</summary>
internal static class FilledStore
{
    private static readonly HistoryPolicies Policies = new(FrozenDictionary<string, HistoryPolicy>.Empty, HistoryPolicy.Default);

    /// <summary>The documents of <see cref="FillAsync"/>.</summary>
    public static IEnumerable<DocumentKey> Keys { get; } = ((string[])["bytes", "d0", "d1", "d2", "gone", "words"]).Select(id => Key(id));

    /// <summary>An empty store.</summary>
    /// <param name="kind">sqlite or postgres.</param>
    public static IBackend Create(string kind) => kind is "sqlite" ? new SqliteBackend(1 << 20) : new PostgresBackend(1 << 20);

    /// <summary>Random histories, thinned ones among them, and closes the store.</summary>
    public static async Task FillAsync(this IBackend backend, int seed)
    {
        var random = new Random(seed);
        var history = new GrownHistory(backend, random);
        await history.GrowAsync(saves: 150, days: 4);
        backend.Clock.Now += TimeSpan.FromHours(30);
        await backend.ThinAsync();
        await history.GrowAsync(saves: 40, days: 0.1);
        await backend.SaveAsync("bytes", random, () =>
        {
            var bytes = new byte[random.Next(3, 600)];
            random.NextBytes(bytes);
            return bytes;
        });
        // Edits within characters of several bytes.
        await backend.SaveAsync("words", random, () => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 60).Select(_ => "aäâ€😀😁\u2028\0\"\\"[random.Next(8)]))));
        var head = await backend.Log.WriteAsync(Put("s1", 1, None, "gone", "gone"));
        await backend.Log.WriteAsync(Delete("s1", 2, On(head.ETag), "gone"));
        await backend.AddRestAsync();
        backend.Reopen();
    }

    /// <summary>Thins by the default policy.</summary>
    public static async Task ThinAsync(this IBackend backend) => await backend.Thinner.ThinAsync(Policies, CancellationToken.None).ToListAsync();

    /// <summary>Everything in a store that is not local to it, as text. The store must be closed.</summary>
    public static List<string> Read(string connectionString)
    {
        using var source = StoreSource.Open(connectionString, exclusive: true);
        var target = new TextTarget();
        new Transfer(_ => { }).Run(source, target, checks: true);
        return target.Lines;
    }

    /// <summary>The faults that a check finds.</summary>
    public static List<string> Check(string connectionString)
    {
        var faults = new List<string>();
        StoreArchive.Check(connectionString, faults.Add, _ => { });
        return faults;
    }

    /// <summary>Opens the tables of a store.</summary>
    public static StoreDb OpenDb(string connectionString) => PostgresStore.IsFor(connectionString)
        ? new PostgresDb(new DbContextOptionsBuilder<PostgresDb>().UseNpgsql(connectionString).Options)
        : new SqliteDb(new DbContextOptionsBuilder<SqliteDb>().UseSqlite(connectionString + ";Pooling=False").Options);

    private static async Task SaveAsync(this IBackend backend, string id, Random random, Func<byte[]> next)
    {
        var type = random.Next(2) == 0 ? "application/octet-stream" : "text/plain";
        var head = await backend.Log.WriteAsync(Command(SaveMethod.Put, "s1", 1, None, new Content(type, next()), id));
        var content = next();
        for (var i = 2; i < 30; i++)
        {
            // A few changed bytes, and sometimes others altogether; never the same.
            content = random.Next(8) == 0 ? [.. next(), (byte)i] : [.. content[..(content.Length / 3)], .. next()[..3], .. content[(content.Length / 2)..], (byte)i];
            head = await backend.Log.WriteAsync(Command(SaveMethod.Put, $"s{i / 10}", i, On(head.ETag), new Content(type, content), id));
        }
    }

    private static async Task AddRestAsync(this IBackend backend)
    {
        var head = (await backend.Reader.NewestAsync(Key("words")))!;
        // A save that changes nothing, which only the session record knows.
        var unchanged = await backend.Log.SaveAsync(Command(SaveMethod.Put, "s2", 40, On(head.ETag), (await backend.Reader.ReadAsync(Key("words"), head.Version))!.Value.Content, "words"));
        Assert.IsType<SaveDecision.Unchanged>(unchanged);
        var conflict = new ConflictRecord
        {
            Id = new ConflictId((UInt128)7), Key = Key("words"), Kind = ConflictKind.EditConflict, At = backend.Clock.Now, By = new Person("bob", "Bob \"Ü\""), Session = Session("s9"),
            Base = 2, Head = 4, Mergeable = true, Times = 3,
        };
        await backend.Conflicts.WriteAsync([conflict, conflict with { Id = new ConflictId((UInt128)8), Session = null, Base = null, Mergeable = null }], []);
        await backend.Conflicts.WriteAsync([], [new ConflictSettlement(Key("words"), conflict.Id, 5, new Settlement(SaveOutcome.Merged, 6, new Person("amy", "Amy"), backend.Clock.Now))]);
        await backend.Access.GrantAsync(Key("words"), "bob", Role.Editor, "amy");
        Assert.True(JsonPointer.TryParse("/a", out var scope));
        await backend.Locks.ChangeAsync(new LockCommand.Acquire(Key("absent"), Session("s1"), new Person("amy", "Amy"), scope, TimeSpan.FromSeconds(30)));
        await using var db = OpenDb(backend.ConnectionString);
        db.Add(new AccountRow { Id = "amy", Name = "Amy", UserName = "amy@example.org", NormalizedUserName = "AMY@EXAMPLE.ORG", PasswordHash = "hash", LockoutEnd = backend.Clock.Now });
        db.Add(new RefreshRow { Family = "f", Generation = 4, Used = true, ExpiresAt = 5 });
        db.Add(new SecretRow { Name = "key:one", Value = [1, 2, 3] });
        await db.SaveChangesAsync();
    }
}
