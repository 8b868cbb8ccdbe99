using System.Text.RegularExpressions;
using SyncServer.Testing;

namespace SyncServer.House.Tests;

/// <summary>Links, file names and citations in the documents and in the code are valid.</summary>
public sealed partial class DocumentTests
{
    private const int MaxReadmeBytes = 7 * 1024;

    [Fact]
    public void Every_relative_link_and_anchor_exists() =>
        Assert.All(Markdown.All, page => Assert.All(page.RelativeLinks, link =>
        {
            var (file, anchor) = link.Split('#', 2) is [var path, var named] ? (path, named) : (link, null);
            var target = file.Length == 0 ? page.FullPath : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page.FullPath)!, file));
            Assert.True(Path.Exists(target), $"{page.Path} links to {link}: the file does not exist");
            if (anchor is not null)
            {
                Assert.True(
                    new Markdown(Path.GetRelativePath(ServerProcess.RepositoryRoot, target)).Anchors.Contains(anchor),
                    $"{page.Path} links to {link}: the heading does not exist");
            }
        }));

    [Fact]
    public void Every_page_in_docs_is_linked_from_the_README()
    {
        var readme = new Markdown("README.md");
        Assert.All(Markdown.All.Where(page => page.Path.StartsWith("src/docs/", StringComparison.Ordinal)), page =>
            Assert.Contains(page.Path, readme.RelativeLinks));
    }

    [Fact]
    public void The_README_is_short() =>
        Assert.True(new FileInfo(new Markdown("README.md").FullPath).Length <= MaxReadmeBytes, $"README.md is longer than {MaxReadmeBytes} bytes");

    [Fact]
    public void Every_source_file_that_a_document_names_exists()
    {
        var files = Sources.Under("src", "*.cs").Concat(Sources.Under("src", "*.js")).ToList();
        // The diagram of the architecture names files inside a code block.
        var named = Markdown.All.SelectMany(page => (page.Path.EndsWith("architecture.md", StringComparison.Ordinal)
            ? SourceFile.Matches(page.Text).Select(match => match.Value)
            : page.CodeSpans.Where(span => SourceFile.Match(span).Length == span.Length)).Select(file => (page.Path, File: file))).ToList();
        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.True(files.Any(file => file.EndsWith("/" + name.File, StringComparison.Ordinal)), $"{name.Path} names {name.File}, which does not exist in src"));
    }

    [Fact]
    public void Every_section_of_the_protocol_that_the_code_cites_exists()
    {
        var sections = new Markdown("src/docs/protocol.md").Headings.Select(heading => Section.Match(heading).Groups["number"].Value).ToHashSet(StringComparer.Ordinal);
        var cited = Sources.Under("src", "*.cs").Concat(Sources.Under("src", "*.js")).Concat(Sources.Under("tests", "*.cs"))
            .SelectMany(file => Citation.Matches(File.ReadAllText(file)).SelectMany(match => match.Groups["number"].Captures).Select(number => (File: file, Section: number.Value))).ToList();
        Assert.NotEmpty(cited);
        Assert.All(cited, citation => Assert.True(sections.Contains(citation.Section), $"{citation.File} cites docs/protocol.md, section {citation.Section}, which does not exist"));
    }

    [GeneratedRegex(@"(?<![\w./-])\w[\w.-]*(/[\w.-]+)*\.(cs|js)\b", RegexOptions.ExplicitCapture)]
    private static partial Regex SourceFile { get; }

    [GeneratedRegex(@"^(?<number>\d+(\.\d+)?)\.? ", RegexOptions.ExplicitCapture)]
    private static partial Regex Section { get; }

    [GeneratedRegex(@"\b[Pp]rotocol(\.md,)? (sections? )?(?<number>\d+(\.\d+)?)(( and|,) (?<number>\d+(\.\d+)?))*", RegexOptions.ExplicitCapture)]
    private static partial Regex Citation { get; }
}
