using System.CommandLine;
using System.Globalization;
using SyncServer.Core.Documents;
using SyncServer.Core.History;
using SyncServer.Saving;
using SyncServer.Settings;
using SyncServer.Storage;

namespace SyncServer;

/// <summary>The commands <c>erase-document</c>, <c>erase-version</c> and <c>erase-user</c>.</summary>
internal static class EraseCommands
{
    private static readonly Person Operator = new("operator", "Operator");

    public static Command EraseDocument()
    {
        var (collection, id) = (new Argument<string>("collection"), new Argument<string>("id"));
        return Create("erase-document", "Removes a document with its history. Only a tombstone without content stays.", [collection, id], async (line, store, erasure) =>
        {
            var key = new DocumentKey(line.GetRequiredValue(collection), line.GetRequiredValue(id));
            return await erasure.EraseDocumentAsync(key, Operator) is EraseResult.NotFound ? throw new InvalidDataException($"{key} does not exist.") : $"{key} is erased.";
        });
    }

    public static Command EraseVersion()
    {
        var (collection, id, number) = (new Argument<string>("collection"), new Argument<string>("id"), new Argument<long>("version"));
        return Create("erase-version", "Removes a version from the history of a document. The newest version must be replaced or deleted first.", [collection, id, number], async (line, store, _) =>
        {
            var (key, version) = (new DocumentKey(line.GetRequiredValue(collection), line.GetRequiredValue(id)), line.GetRequiredValue(number));
            return await store.Eraser.EraseVersionAsync(key, version) switch
            {
                EraseResult.Erased => $"Version {version} of {key} is erased.",
                EraseResult.NotFound => throw new InvalidDataException($"{key} has no version {version}."),
                _ => throw new InvalidDataException($"Version {version} is the newest of {key}. Save another one, or erase the document."),
            };
        });
    }

    public static Command EraseUser()
    {
        var user = new Argument<string>("user") { Description = "The id of the user, as in savedBy.id of a version." };
        return Create("erase-user", "Removes a user: the account, roles and private documents, and the name and sessions in the history of shared documents.", [user], async (line, store, erasure) =>
        {
            var erased = await erasure.EraseUserAsync(line.GetRequiredValue(user), Operator);
            foreach (var key in erased.Ownerless)
            {
                Console.WriteLine($"{key} has no owner any more.");
            }

            return string.Create(CultureInfo.InvariantCulture, $"{erased.Documents} private documents are erased. In other documents the user is now {erased.ReplacedBy}; what the user wrote there stays.");
        });
    }

    private static Command Create(string name, string description, IEnumerable<Argument> arguments, Func<ParseResult, DocumentStore, Erasure, Task<string>> run)
    {
        var command = DatabaseCommand.CreateWithHost(name, description + " On SQLite, stop the server first.", async (line, builder, _) =>
        {
            builder.Services.AddSyncServer(options => options.Configuration = builder.Configuration);
            await using var app = builder.Build();
            var store = app.Services.GetRequiredService<DocumentStore>();
            var erasure = new Erasure(
                async save => (await store.Log.CommitAsync([save]))[0], store.Locks.ChangeAsync, store.Eraser, app.Services.GetRequiredService<CollectionPolicies>(),
                () => store.Nodes is null ? Task.CompletedTask : Task.Delay(Erasure.ConflictDelay));
            Console.WriteLine(await run(line, store, erasure));
            return 0;
        });
        foreach (var argument in arguments)
        {
            command.Add(argument);
        }

        return command;
    }
}
