using System.Text.RegularExpressions;
using SyncServer.Testing;

namespace SyncServer.House.Tests;

/// <summary>A Markdown document as GitHub renders it: its links, anchors and tables.</summary>
/// <param name="Path">The path of the file, relative to the root of the repository.</param>
internal sealed partial record Markdown(string Path)
{
    /// <summary>All documents: the README, the pages in <c>src/docs</c>, the README files of the packages, and the pages in <c>.github</c>.</summary>
    public static IReadOnlyList<Markdown> All { get; } =
    [
        new("README.md"),
        .. Sources.Under("src", "*.md").Concat(Sources.Under(".github", "*.md")).Select(file => new Markdown(System.IO.Path.GetRelativePath(ServerProcess.RepositoryRoot, file))),
    ];

    /// <summary>The full path of the file.</summary>
    public string FullPath { get; } = System.IO.Path.Combine(ServerProcess.RepositoryRoot, Path);

    /// <summary>The whole text.</summary>
    public string Text { get; } = File.ReadAllText(System.IO.Path.Combine(ServerProcess.RepositoryRoot, Path));

    /// <summary>The text without code blocks.</summary>
    public string Prose => Fence.Replace(Text, "");

    /// <summary>The code spans in the prose.</summary>
    public IEnumerable<string> CodeSpans => CodeSpan.Matches(Prose).Select(span => span.Groups["code"].Value);

    /// <summary>The targets of links, except those to other hosts.</summary>
    public IEnumerable<string> RelativeLinks =>
        Link.Matches(CodeSpan.Replace(Prose, "")).Select(link => link.Groups["target"].Value).Where(target => !target.Contains("://", StringComparison.Ordinal));

    /// <summary>The text of the headings.</summary>
    public IEnumerable<string> Headings => Heading.Matches(Prose).Select(heading => heading.Groups["text"].Value.Trim());

    /// <summary>The anchors that GitHub generates for the headings.</summary>
    public IReadOnlySet<string> Anchors
    {
        get
        {
            var anchors = new HashSet<string>(StringComparer.Ordinal);
            foreach (var heading in Headings)
            {
                var anchor = NotInAnchor.Replace(heading.ToLowerInvariant(), "").Replace(' ', '-');
                var free = anchor;
                for (var n = 1; !anchors.Add(free); n++)
                {
                    free = $"{anchor}-{n}";
                }
            }

            return anchors;
        }
    }

    /// <summary>The rows of every table whose header starts with these cells.</summary>
    public IReadOnlyList<string[]> Rows(params string[] header)
    {
        var rows = new List<string[]>();
        var isMatch = false;
        var lines = Prose.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith('|'))
            {
                isMatch = false;
            }
            else if (i + 1 < lines.Length && lines[i + 1].StartsWith("| ---", StringComparison.Ordinal))
            {
                isMatch = CellsOf(lines[i]).Take(header.Length).SequenceEqual(header);
                i++;
            }
            else if (isMatch)
            {
                rows.Add(CellsOf(lines[i]));
            }
        }

        Assert.NotEmpty(rows);
        return rows;
    }

    /// <summary>The code span at the start of a cell; null if it does not start with one.</summary>
    public static string? CodeOf(string cell) => cell.StartsWith('`') ? CodeSpan.Match(cell).Groups["code"].Value : null;

    private static string[] CellsOf(string line) => [.. line.Trim().Trim('|').Split('|', StringSplitOptions.TrimEntries)];

    [GeneratedRegex("^```.*?^```[^\n]*$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence { get; }

    [GeneratedRegex("`(?<code>[^`\n]+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex CodeSpan { get; }

    [GeneratedRegex(@"\[[^\]]*\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Link { get; }

    [GeneratedRegex("^#{1,6} (?<text>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Heading { get; }

    [GeneratedRegex(@"[^\p{L}\p{Nd} _-]")]
    private static partial Regex NotInAnchor { get; }
}
