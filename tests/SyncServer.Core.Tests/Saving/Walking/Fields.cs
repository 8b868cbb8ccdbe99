using System.Globalization;

namespace SyncServer.Core.Tests.Saving.Walking;

/// <summary>A document with one field for each session: <c>{"a":0,"b":2}</c>. A field is one digit.</summary>
public static class Fields
{
    /// <summary>Nobody has saved.</summary>
    public static string Begin(int sessions) => $"{{{string.Join(',', Enumerable.Range(0, sessions).Select(s => $"\"{Name(s)}\":0"))}}}";

    /// <summary>The document with one field changed.</summary>
    public static string With(string text, int session, int value)
    {
        var at = At(text, session);
        return $"{text[..at]}{value}{text[(at + 1)..]}";
    }

    /// <summary>A session's field.</summary>
    public static int Of(string text, int session) => int.Parse(text.AsSpan(At(text, session), 1), CultureInfo.InvariantCulture);

    /// <summary>The name of a session's field.</summary>
    public static char Name(int session) => (char)('a' + session);

    private static int At(string text, int session) => text.IndexOf(Name(session), StringComparison.Ordinal) + 3;
}
