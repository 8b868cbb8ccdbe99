using System.Diagnostics;
using System.Text;
using System.Text.Json;
using SyncServer.Core.Documents;
using SyncServer.Core.Merging;

namespace SyncServer.Load;

/// <summary>Merges triples that it reads from standard input, one JSON object in a line, so that scripts can use the merge of the server with the libraries of editors.</summary>
internal static class MergeTool
{
    /// <summary>Runs until the input ends. For <c>{"base":…,"theirs":…,"yours":…}</c> it prints <c>{"merged":…,"undisputed":…,"microseconds":…}</c>.</summary>
    public static void Run(TextReader input, TextWriter output)
    {
        while (input.ReadLine() is { } line)
        {
            using var triple = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 512 });
            var sides = triple.RootElement;
            // What both sides insert in one place both stays.
            var rules = MergeRules.Default with { KeepsBothInsertions = true };
            var started = Stopwatch.GetTimestamp();
            var result = ThreeWayMerge.Merge(ContentOf(sides, "base"), ContentOf(sides, "theirs"), ContentOf(sides, "yours"), rules);
            var elapsed = Stopwatch.GetElapsedTime(started);
            var undisputed = (result as MergeResult.Fields)?.Undisputed;
            output.WriteLine($$"""{"merged":{{TextOf(result.Merged)}},"undisputed":{{TextOf(undisputed)}},"microseconds":{{elapsed.TotalMicroseconds:f0}}}""");
            output.Flush();
        }
    }

    private static Content ContentOf(JsonElement sides, string side) => new("application/json", Encoding.UTF8.GetBytes(sides.GetProperty(side).GetRawText()));

    private static string TextOf(Content? content) => content is null ? "null" : Encoding.UTF8.GetString(content.Bytes.Span);
}
