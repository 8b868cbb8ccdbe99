using System.Diagnostics;
using System.Text;
using System.Text.Json;
using SyncServer.Core.Documents;
using SyncServer.Core.Merging;

namespace SyncServer.Load;

/// <summary>Merges triples that it reads from standard input, one JSON object in a line, so that scripts can use the merge of the server with the libraries of editors.</summary>
internal static class MergeTool
{
    /// <summary>Runs until the input ends. Documents of another type than JSON are strings. For <c>{"base":…,"theirs":…,"yours":…}</c> it prints <c>{"merged":…,"undisputed":…,"microseconds":…}</c>.</summary>
    public static void Run(string type, TextReader input, TextWriter output)
    {
        while (input.ReadLine() is { } line)
        {
            using var triple = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 512 });
            var sides = triple.RootElement;
            // What both sides insert in one place both stays.
            var rules = MergeRules.Default with { KeepsBothInsertions = true };
            var started = Stopwatch.GetTimestamp();
            var result = ThreeWayMerge.Merge(ContentOf("base"), ContentOf("theirs"), ContentOf("yours"), rules);
            var elapsed = Stopwatch.GetElapsedTime(started);
            var undisputed = (result as MergeResult.Fields)?.Undisputed;
            output.WriteLine($$"""{"merged":{{TextOf(result.Merged)}},"undisputed":{{TextOf(undisputed)}},"microseconds":{{elapsed.TotalMicroseconds:f0}}}""");
            output.Flush();

            Content ContentOf(string side)
            {
                var content = sides.GetProperty(side);
                return new Content(type, Encoding.UTF8.GetBytes(content.ValueKind is JsonValueKind.String ? content.GetString()! : content.GetRawText()));
            }
        }
    }

    private static string TextOf(Content? content) => content is null ? "null"
        : content.IsJson ? Encoding.UTF8.GetString(content.Bytes.Span) : JsonSerializer.Serialize(Encoding.UTF8.GetString(content.Bytes.Span));
}
