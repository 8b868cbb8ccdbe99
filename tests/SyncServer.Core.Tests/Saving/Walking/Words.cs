namespace SyncServer.Core.Tests.Saving.Walking;

/// <summary>
/// The document of a walk: JSON with a field of words for each session and a shared field, such as <c>{"a":"a1 a2","b":"","q":"q1 q2"}</c>. A word is unique and
/// begins with the name of its field.
/// </summary>
public static class Words
{
    /// <summary>The name of the shared field.</summary>
    public const char Shared = 'q';

    /// <summary>The words before any session saves.</summary>
    public static IReadOnlyList<string> First { get; } = ["q1", "q2", "q3"];

    /// <summary>The name of a session's field.</summary>
    public static char FieldOf(int session) => (char)('a' + session);

    /// <summary>The document without words.</summary>
    public static string Empty(int sessions) => $"{{{string.Concat(Enumerable.Range(0, sessions).Select(s => $"\"{FieldOf(s)}\":\"\","))}\"{Shared}\":\"\"}}";

    /// <summary>The document with the initial words.</summary>
    public static string Begin(int sessions) => First.Aggregate(Empty(sessions), Add);

    /// <summary>All words, including duplicates.</summary>
    public static IReadOnlyList<string> Of(string? text)
    {
        var words = new List<string>();
        text ??= "";
        for (var at = text.IndexOf(":\"", StringComparison.Ordinal); at >= 0; at = text.IndexOf(":\"", at + 2, StringComparison.Ordinal))
        {
            words.AddRange(text[(at + 2)..text.IndexOf('"', at + 2)].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }

        return words;
    }

    /// <summary>The value of a field.</summary>
    public static string Field(string text, char field)
    {
        var at = At(text, field);
        return text[at..text.IndexOf('"', at)];
    }

    /// <summary>Replaces the value of a field.</summary>
    public static string With(string text, char field, string value)
    {
        var at = At(text, field);
        return $"{text[..at]}{value}{text[text.IndexOf('"', at)..]}";
    }

    /// <summary>Adds a word: the first word at the start of its field, any other at the end.</summary>
    public static string Add(string text, string word)
    {
        var value = Field(text, word[0]);
        return With(text, word[0], value.Length == 0 ? word : word == First[0] ? $"{word} {value}" : $"{value} {word}");
    }

    /// <summary>Removes a word.</summary>
    public static string Remove(string text, string word) =>
        With(text, word[0], string.Join(' ', Field(text, word[0]).Split(' ').Where(w => w != word)));

    /// <summary>The patch that turns one text into another.</summary>
    public static string Patch(string from, string to)
    {
        var changes = new List<string>();
        for (var at = to.IndexOf("\":\"", StringComparison.Ordinal); at >= 0; at = to.IndexOf("\":\"", at + 3, StringComparison.Ordinal))
        {
            var field = to[at - 1];
            if (Field(from, field) != Field(to, field))
            {
                changes.Add($"\"{field}\":\"{Field(to, field)}\"");
            }
        }

        return $"{{{string.Join(',', changes)}}}";
    }

    private static int At(string text, char field) => text.IndexOf($"\"{field}\":\"", StringComparison.Ordinal) + 5;
}
