namespace SyncServer.Settings;

/// <summary>Suggests the name that was probably meant.</summary>
internal static class NearestName
{
    /// <summary>Returns " (did you mean X?)" with the name of the smallest edit distance; empty if none is near.</summary>
    public static string Hint(string written, IEnumerable<string> names) =>
        names.Select(name => (Name: name, Edits: Edits(written.ToUpperInvariant(), name.ToUpperInvariant()))).MinBy(one => one.Edits) is { Name: { } nearest, Edits: var edits } && edits <= Math.Max(2, nearest.Length / 2)
            ? $" (did you mean {nearest}?)" : "";

    /// <summary>The Levenshtein distance.</summary>
    private static int Edits(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        foreach (var (i, letter) in one.Index())
        {
            var diagonal = row[0];
            row[0] = i + 1;
            for (var j = 1; j <= other.Length; j++)
            {
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (letter == other[j - 1] ? 0 : 1)));
            }
        }

        return row[^1];
    }
}
