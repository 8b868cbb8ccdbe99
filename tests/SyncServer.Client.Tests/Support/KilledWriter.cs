using System.Globalization;

namespace SyncServer.Client.Tests.Support;

/// <summary>A program that saves numbers into a document until it is killed, and prints each number that a crash must not lose.</summary>
internal static class KilledWriter
{
    /// <summary>Whose drafts it writes.</summary>
    public const string User = "amy";

    /// <param name="arguments">The server's address, a token, the directory of the drafts, the document's id, and whether there is a network after opening.</param>
    private static async Task Main(string[] arguments)
    {
        var (address, token, directory, id, online) = (arguments[0], arguments[1], arguments[2], arguments[3], bool.Parse(arguments[4]));
        // It ends with the process that started it. Reading the console blocks, also with async methods.
        _ = Task.Run(() =>
        {
            Console.In.ReadToEnd();
            Environment.Exit(1);
        });
        using var drafts = new FileDraftStore(directory);
        var network = new KillableHandler(new SocketsHttpHandler { UseProxy = false });
        using var client = new SyncClient(new HttpClient(network) { BaseAddress = new Uri(address) }, _ => new(token), new SyncClientOptions { Drafts = drafts, User = User });
        var document = await client.OpenAsync("notes", id, new SyncDocumentOptions { Debounce = TimeSpan.FromMilliseconds(5) });
        if (!online)
        {
            network.Kill();
        }

        var key = new DraftKey(User, "notes", id);
        for (var n = document.Content is { } content ? Number(content) + 1 : 1; ; n++)
        {
            document.Save(Content(n));
            var draft = await drafts.ReadAsync(key, default);
            while (draft is not null && Number(draft.Newest()!) < n)
            {
                await Task.Delay(1);
                draft = await drafts.ReadAsync(key, default);
            }

            // Without a draft the number is safe only if it is on the server: its draft may not be written yet.
            if (draft is not null || document.Status.State is SyncState.Saved)
            {
                Console.WriteLine(n);
            }
        }
    }

    /// <summary>The content with a number.</summary>
    public static SyncContent Content(int number) => SyncContent.Text(number.ToString(CultureInfo.InvariantCulture));

    /// <summary>The number in a content.</summary>
    public static int Number(SyncContent content) => int.Parse(content.ReadText(), CultureInfo.InvariantCulture);
}
