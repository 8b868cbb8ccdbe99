using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SyncServer.Client.Http;

/// <summary>The disputed blocks of a conflict in rich text (docs/protocol.md, section 5).</summary>
internal sealed class ConflictBlocks
{
    private const string Content = "content";

    private readonly JsonElement _problem;
    private readonly List<JsonElement> _blocks;

    private ConflictBlocks(JsonElement problem, List<JsonElement> blocks) => (_problem, _blocks) = (problem, blocks);

    /// <summary>The texts of the blocks.</summary>
    public IReadOnlyList<SyncBlock> Texts => [.. _blocks.Select(block => block.GetProperty("text")).Select(text => new SyncBlock(Of(text, "base"), Of(text, "theirs"), Of(text, "yours")))];

    /// <summary>Reads the blocks; null where something else overlaps too, or not all is in the response.</summary>
    public static ConflictBlocks? Of(JsonElement problem)
    {
        if (!problem.TryGetProperty("undisputed", out _) || ProtocolJson.IsTrue(problem, "changesTruncated")
            || !problem.TryGetProperty("changes", out var changes) || changes.ValueKind is not JsonValueKind.Array)
        {
            return null;
        }

        var disputed = changes.EnumerateArray().Where(change => ProtocolJson.IsTrue(change, "overlaps")).ToList();
        return disputed.Count > 0 && disputed.TrueForAll(change => change.TryGetProperty("text", out _) && change.TryGetProperty("merged", out _)) ? new ConflictBlocks(problem, disputed) : null;
    }

    /// <summary>The content with the user's choices.</summary>
    public SyncContent With(IReadOnlyList<SyncBlockChoice> choices)
    {
        if (choices.Count != _blocks.Count)
        {
            throw new ArgumentException($"There are {_blocks.Count} blocks and {choices.Count} choices.", nameof(choices));
        }

        var root = new JsonObject { [Content] = JsonNode.Parse(_problem.GetProperty("undisputed").GetRawText()) };
        // From the end, so that the places before stay valid.
        for (var i = choices.Count - 1; i >= 0; i--)
        {
            if (choices[i] is not SyncBlockChoice.Theirs)
            {
                Replace(root, _blocks[i], keepsTheirs: choices[i] is SyncBlockChoice.Both);
            }
        }

        return ConflictProblem.Inline(ElementOf(root).GetProperty(Content), ConflictProblem.Type(_problem.GetProperty("current")));
    }

    private static void Replace(JsonObject root, JsonElement block, bool keepsTheirs)
    {
        var merged = block.GetProperty("merged");
        var count = merged.GetProperty("count").GetInt32();
        var kept = keepsTheirs ? count : 0;
        var hasMine = block.TryGetProperty("yours", out var mine);
        var path = merged.GetProperty("path").GetString()!.Split('/').Select(token => token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)).ToList();
        path[0] = Content;
        var parent = path.SkipLast(1).Aggregate((JsonNode)root, (node, token) => Child(node, token));
        if (merged.TryGetProperty("start", out var start))
        {
            // Blocks of HTML are parts of a string.
            var (html, at) = (Child(parent, path[^1]).GetValue<string>(), start.GetInt32());
            var (before, own) = (html[..(at + kept)], hasMine ? mine.GetString()! : "");
            // Text without tags would be glued to the text before it.
            var space = kept > 0 && before[^1] is not '>' && !own.StartsWith('<') ? "\n" : "";
            var value = JsonValue.Create($"{before}{space}{own}{html[(at + count)..]}");
            if (parent is JsonArray array)
            {
                array[Number(path[^1])] = value;
            }
            else
            {
                parent[path[^1]] = value;
            }

            return;
        }

        var (blocks, index) = (parent.AsArray(), Number(path[^1]));
        for (var i = kept; i < count; i++)
        {
            blocks.RemoveAt(index);
        }

        JsonElement[] added = !hasMine ? [] : mine.ValueKind is JsonValueKind.Array ? [.. mine.EnumerateArray()] : [mine];
        for (var i = 0; i < added.Length; i++)
        {
            blocks.Insert(index + kept + i, JsonNode.Parse(added[i].GetRawText()));
        }
    }

    private static JsonNode Child(JsonNode node, string token) => (node is JsonArray array ? array[Number(token)] : node[token])!;

    private static int Number(string token) => int.Parse(token, CultureInfo.InvariantCulture);

    private static string Of(JsonElement text, string side) => text.GetProperty(side).GetString()!;

    private static JsonElement ElementOf(JsonNode node)
    {
        using var bytes = new MemoryStream();
        // As users wrote it: letters of other languages are not escaped.
        using (var writer = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            node.WriteTo(writer);
        }

        using var document = JsonDocument.Parse(bytes.ToArray());
        return document.RootElement.Clone();
    }
}
