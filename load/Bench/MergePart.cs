using System.Diagnostics;
using System.Text;
using SyncServer.Core.Documents;
using SyncServer.Core.Merging;

namespace SyncServer.Load.Bench;

/// <summary>The time to merge the edits of two users in one large document. It does not need a server.</summary>
internal static class MergePart
{
    private const double MostMilliseconds = 5;
    private const int Paragraphs = 1_400;
    private const int Words = 12;
    private const int WarmUpMerges = 500;
    private const int Merges = 500;

    public static void Run(Report report, CancellationToken cancellation)
    {
        var paragraphs = Write(new Random(1));
        var theirs = Edit(paragraphs, p => $"theirs {p}", 100, 700, 1_300);
        // One paragraph has edits of both, which would be a conflict if it were one value.
        var yours = Edit(paragraphs, p => $"{p} yours", 50, 700, 900);
        var apart = Edit(paragraphs, p => $"{p} yours", 50, 800, 900);
        MergeTime[] times =
        [
            MergeTime.Of("JSON, an array of objects with ids", "application/json", Objects, paragraphs, theirs, apart, cancellation),
            MergeTime.Of("JSON, one string of HTML merged as text", "application/json", Html, paragraphs, theirs, yours, cancellation),
            MergeTime.Of("text, a paragraph a line", "text/plain", p => string.Join('\n', p) + "\n", paragraphs, theirs, yours, cancellation),
        ];

        report.Heading($"merge: two edits of one document, {Merges} merges");
        report.Table([["", "bytes", "median ms", "p99 ms", "allocated KB"], .. times.Select(t => t.Row)]);
        foreach (var time in times)
        {
            report.AtMost($"{time.Name}, median", time.MedianMilliseconds, MostMilliseconds, " ms");
        }

        report.End();
    }

    private static string[] Write(Random random) =>
        [.. Enumerable.Range(0, Paragraphs).Select(_ => string.Join(' ', Enumerable.Range(0, Words).Select(_ => Word(random))))];

    private static string Word(Random random) => new([.. Enumerable.Range(0, random.Next(2, 9)).Select(_ => (char)('a' + random.Next(26)))]);

    private static string[] Edit(string[] paragraphs, Func<string, string> edit, params int[] places) =>
        [.. paragraphs.Select((p, i) => places.Contains(i) ? edit(p) : p)];

    private static string Objects(string[] paragraphs) =>
        $"{{\"title\":\"Plan\",\"items\":[{string.Join(',', paragraphs.Select((p, i) => $"{{\"id\":{i},\"text\":\"{p}\"}}"))}]}}";

    private static string Html(string[] paragraphs) => $"{{\"title\":\"Plan\",\"html\":\"<p>{string.Join("</p><p>", paragraphs)}</p>\"}}";

    private sealed record MergeTime(string Name, int Bytes, double MedianMilliseconds, double P99Milliseconds, long AllocatedBytes)
    {
        public string[] Row => [Name, $"{Bytes:n0}", $"{MedianMilliseconds:f2}", $"{P99Milliseconds:f2}", $"{AllocatedBytes / 1024:n0}"];

        public static MergeTime Of(
            string name, string type, Func<string[], string> write, string[] @base, string[] theirs, string[] yours, CancellationToken cancellation)
        {
            var (before, head, request) = (Content(type, write(@base)), Content(type, write(theirs)), Content(type, write(yours)));
            var rules = new MergeRules(MergeRules.At(JsonPointer.Of("html"), MergeFormat.Text), KeepsBothInsertions: false);
            var times = new double[Merges];
            var allocated = 0L;
            for (var i = -WarmUpMerges; i < Merges; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                var allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
                var started = Stopwatch.GetTimestamp();
                if (ThreeWayMerge.Merge(before, head, request, rules).Merged is null)
                {
                    throw new InvalidOperationException($"{name}: not merged");
                }

                if (i >= 0)
                {
                    times[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
                    allocated += GC.GetAllocatedBytesForCurrentThread() - allocatedBefore;
                }
            }

            Array.Sort(times);
            return new MergeTime(name, before.Bytes.Length, times[Merges / 2], times[Merges * 99 / 100], allocated / Merges);
        }

        private static Content Content(string type, string text) => new(type, Encoding.UTF8.GetBytes(text));
    }
}
