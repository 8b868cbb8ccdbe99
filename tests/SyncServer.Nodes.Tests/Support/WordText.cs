using SyncServer.Client;

namespace SyncServer.Nodes.Tests.Support;

/// <summary>Text as lines of words.</summary>
internal static class WordText
{
    /// <summary>Splits a text.</summary>
    public static List<List<string>> Read(SyncContent content) => Read(content.ReadText());

    /// <summary>Splits a text.</summary>
    public static List<List<string>> Read(string text) =>
        [.. text.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToList())];

    /// <summary>Joins lines of words.</summary>
    public static SyncContent Write(List<List<string>> lines) => SyncContent.Text(string.Join('\n', lines.Select(line => string.Join(' ', line))));
}
