using System.CommandLine;
using System.Globalization;
using SyncServer.Core.Documents;
using SyncServer.Storage.Administration;

namespace SyncServer;

/// <summary>The commands <c>locks …</c>.</summary>
internal static class LockCommands
{
    public static Command Create() => new("locks", "Lists and removes locks. The server may be running.") { List(), Clear() };

    private static Command List()
    {
        var json = new Option<bool>("--json") { Description = "Prints JSON." };
        var command = DatabaseCommand.Create("list", "Prints the locks: document, scope, user, name, when it expires (UTC).", async (line, connection, cancellation) =>
        {
            using var store = StoreAdministration.Open(connection);
            var now = TimeProvider.System.GetUtcNow();
            await CommandOutput.WriteAsync(
                (await store.ListLocksAsync()).ToAsyncEnumerable().Select(held => new
                {
                    held.Key.Collection,
                    held.Key.Id,
                    LockId = held.Lock.Id,
                    Scope = held.Lock.Scope.Text,
                    User = held.Lock.Holder.Id,
                    held.Lock.Holder.Name,
                    ExpiresAt = held.Lock.ExpiresAt.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
                    Expired = !held.Lock.IsLive(now),
                }),
                line.GetValue(json),
                held => [$"{held.Collection}/{held.Id}", held.Scope, held.User, held.Name, held.Expired ? "expired" : held.ExpiresAt],
                cancellation);
            return 0;
        });
        command.Add(json);
        return command;
    }

    private static Command Clear()
    {
        var document = new Argument<string>("document") { Description = "The document: <collection>/<id>; or all." };
        var command = DatabaseCommand.Create("clear", "Ends all locks of a document, or of all documents, as if they had expired: a running server removes them within a second, and open editors get an event. The next save of a former holder is decided as one without a lock.", async (line, connection, _) =>
        {
            DocumentKey? key = line.GetRequiredValue(document) is not "all" and var named ? DocumentArgument.Read(named) : null;
            using var store = StoreAdministration.Open(connection);
            Console.WriteLine($"{await store.EndLocksAsync(key)} locks removed.");
            return 0;
        });
        command.Add(document);
        return command;
    }
}
