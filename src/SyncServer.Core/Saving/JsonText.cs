using System.Text.Json;
using System.Text.Unicode;

namespace SyncServer.Core.Saving;

/// <summary>What counts as well-formed JSON (protocol 2; RFC 8259).</summary>
public static class JsonText
{
    /// <summary>The deepest nesting that is taken, in levels.</summary>
    public const int MaxDepth = 256;

    /// <summary>Whether the bytes are one JSON value in UTF-8, without a byte order mark.</summary>
    /// <param name="bytes">The body.</param>
    /// <param name="fault">Where and why it is not, in words that hold nothing of the body.</param>
    public static bool IsWellFormed(ReadOnlySpan<byte> bytes, out string fault)
    {
        fault = "";
        // The reader takes a string's bytes as they are, so UTF-8 is checked on its own.
        if (!Utf8.IsValid(bytes))
        {
            fault = "The body is not valid UTF-8.";
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = MaxDepth });
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException e)
        {
            fault = $"The body is not well-formed JSON of at most {MaxDepth} levels (line {e.LineNumber + 1}, byte {e.BytePositionInLine}).";
            return false;
        }
    }
}
