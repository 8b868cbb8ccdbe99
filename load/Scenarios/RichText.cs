using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using SyncServer.Load.Clients;
using SyncServer.Load.Running;

namespace SyncServer.Load.Scenarios;

/// <summary>
/// Two people type in one document of rich text (ProseMirror), and the server merges. They only insert words, so at the end every word of an accepted
/// save is in the document exactly once.
/// </summary>
internal sealed class RichText : IScenario
{
    private const int Paragraphs = 10;

    // Longer documents would make the merge the slowest part.
    private const int MaxWords = 400;

    private readonly ConcurrentDictionary<(string RunId, string Document), ConcurrentDictionary<string, bool>> _accepted = new();

    public string Name => "rich-text";

    public string Description => "two people type in one document of rich text, and the server merges";

    public async Task<IUser> JoinAsync(Stage stage, int number)
    {
        var random = stage.RandomOf(number);
        var person = await stage.PersonAsync($"Author {number}");
        var document = stage.Document($"rich-{number / 2}");
        var words = _accepted.GetOrAdd((stage.Traffic.RunId, document), _ => new(StringComparer.Ordinal));
        return new Author(person, new Writer(person, document, new EditedText(random, 1)), stage.KeystrokesOf(random), random, words);
    }

    public async Task CheckAsync(Stage stage)
    {
        foreach (var ((runId, document), words) in _accepted)
        {
            if (!string.Equals(runId, stage.Traffic.RunId, StringComparison.Ordinal) || words.IsEmpty)
            {
                continue;
            }

            var reply = await stage.Auditor.ReadAsync(document);
            var found = reply.Succeeded ? Text(Parse(reply.Body)).Split(' ').CountBy(word => word, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal) : [];
            // The textbook server does not merge; its lost updates are counted in the revisions.
            if (stage.Rule is Rule.Session && words.Keys.Count(word => found.GetValueOrDefault(word) != 1) is var wrong and > 0)
            {
                stage.Traffic.Violation("A word of an accepted save of rich text is missing, or there twice.", wrong);
            }
        }
    }

    private static JsonObject? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonNode.Parse(body.Span) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Text(JsonNode? node) => node switch
    {
        JsonObject item => $"{(string?)item["text"]} {Text(item["content"])}",
        JsonArray items => string.Concat(items.Select(Text)),
        _ => "",
    };

    private static JsonObject Empty() => new()
    {
        ["type"] = "doc",
        ["content"] = new JsonArray([.. Enumerable.Range(0, Paragraphs).Select(i => Paragraph($"Paragraph {i}."))]),
    };

    private static JsonObject Paragraph(string text) => new()
    {
        ["type"] = "paragraph",
        ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = text }),
    };

    private sealed class Author(Person person, Writer writer, Keystrokes keystrokes, Random random, ConcurrentDictionary<string, bool> accepted) : IUser
    {
        private JsonObject _content = Empty();
        private (Save Save, string[] Words)? _unanswered;
        private int _typed;
        private bool _mustRead = true;

        public Request Next()
        {
            if (_unanswered is { } again)
            {
                _unanswered = null;
                return new Request("resume", TimeSpan.FromMilliseconds(200), () => SendAsync(again.Save, again.Words));
            }

            if (_mustRead)
            {
                return new Request("read", TimeSpan.Zero, ReadAsync);
            }

            var (time, characters) = keystrokes.UntilSave();
            string[] words = [.. Enumerable.Range(0, Math.Max(1, characters / 6)).Select(_ => $"w{writer.Session[^6..]}x{_typed++}")];
            var edited = (JsonObject)_content.DeepClone();
            if (_typed < MaxWords)
            {
                Insert(edited, string.Join(' ', words));
            }
            else
            {
                // A document that is full keeps its text and gets a new title.
                (words, edited["attrs"]) = ([], new JsonObject { ["edits"] = $"{writer.Session[^6..]} {_typed}" });
            }

            var save = writer.Make(0, _ => edited.ToJsonString());
            return new Request("save", time, () => SendAsync(save, words));
        }

        public async Task LeaveAsync()
        {
            if (_unanswered is { } again)
            {
                await SendAsync(again.Save, again.Words);
            }
        }

        private void Insert(JsonObject document, string words)
        {
            var paragraphs = document["content"]!.AsArray();
            var text = paragraphs[random.Next(paragraphs.Count)]!["content"]![0]!.AsObject();
            var existing = ((string)text["text"]!).Split(' ');
            var place = random.Next(1, existing.Length + 1);
            text["text"] = string.Join(' ', [.. existing[..place], words, .. existing[place..]]);
        }

        private async Task<Outcome> SendAsync(Save save, string[] words)
        {
            var sent = save.Body;
            var reply = await person.SendAsync(save, writer.Session, merges: true);
            if (reply.CanRetry)
            {
                _unanswered = (save, words);
                return reply.ToSaveOutcome(person.Traffic.Lossy);
            }

            writer.Learn(new SaveResult(reply.Status, reply.ETag, reply.Version, reply.SaveOutcome));
            if (reply.Succeeded)
            {
                foreach (var word in words)
                {
                    accepted[word] = true;
                }

                // The response brings the content if it is not what was sent.
                _content = Parse(reply.Body) ?? (JsonObject)JsonNode.Parse(sent)!;
            }
            else
            {
                _mustRead = true;
            }

            return reply.ToSaveOutcome(person.Traffic.Lossy);
        }

        private async Task<Outcome> ReadAsync()
        {
            var (reply, outcome) = await writer.ReadContentAsync();
            if (reply.Succeeded || reply.Status is 404)
            {
                (_content, _mustRead) = (Parse(reply.Body) is { } read && read["content"] is JsonArray ? read : Empty(), false);
            }

            return outcome;
        }
    }
}
