using System.Text.RegularExpressions;
using SyncServer.Testing;

namespace SyncServer.House.Tests;

/// <summary>A document in Markdown, as GitHub shows it: what it links to, what can be linked to in it, and its tables.</summary>
/// <param name="Path">The file, from the root of the repository.</param>
internal sealed partial record Markdown(string Path)
{
    /// <summary>Every document that people read: the front page, the pages in <c>src/docs</c>, the packages' pages and those of the project's host.</summary>
    public static IReadOnlyList<Markdown> All { get; } =
    [
        new("README.md"),
        .. Sources.Under("src", "*.md").Concat(Sources.Under(".github", "*.md")).Select(file => new Markdown(System.IO.Path.GetRelativePath(ServerProcess.RepositoryRoot, file))),
    ];

    /// <summary>The file's full path.</summary>
    public string FullPath { get; } = System.IO.Path.Combine(ServerProcess.RepositoryRoot, Path);

    /// <summary>The whole text.</summary>
    public string Text { get; } = File.ReadAllText(System.IO.Path.Combine(ServerProcess.RepositoryRoot, Path));

    /// <summary>The text without blocks of code.</summary>
    public string Prose => Fence.Replace(Text, "");

    /// <summary>What stands between backticks in the prose.</summary>
    public IEnumerable<string> CodeSpans => CodeSpan.Matches(Prose).Select(span => span.Groups["code"].Value);

    /// <summary>Where links lead, addresses on other hosts left out.</summary>
    public IEnumerable<string> RelativeLinks =>
        Link.Matches(CodeSpan.Replace(Prose, "")).Select(link => link.Groups["target"].Value).Where(target => !target.Contains("://", StringComparison.Ordinal));

    /// <summary>The headings, without their marks.</summary>
    public IEnumerable<string> Headings => Heading.Matches(Prose).Select(heading => heading.Groups["text"].Value.Trim());

    /// <summary>The anchors that GitHub makes of the headings.</summary>
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

    /// <summary>The rows of every table whose header begins with these cells.</summary>
    public IReadOnlyList<string[]> Rows(params string[] header)
    {
        var rows = new List<string[]>();
        var isWanted = false;
        var lines = Prose.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith('|'))
            {
                isWanted = false;
            }
            else if (i + 1 < lines.Length && lines[i + 1].StartsWith("| ---", StringComparison.Ordinal))
            {
                isWanted = CellsOf(lines[i]).Take(header.Length).SequenceEqual(header);
                i++;
            }
            else if (isWanted)
            {
                rows.Add(CellsOf(lines[i]));
            }
        }

        Assert.NotEmpty(rows);
        return rows;
    }

    /// <summary>What a cell names, where it begins with code; null for any other cell.</summary>
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
