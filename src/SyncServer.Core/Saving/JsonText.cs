using System.Text.Json;
using System.Text.Unicode;

namespace SyncServer.Core.Saving;

/// <summary>Checks that a body is well-formed JSON (docs/protocol.md, section 2; RFC 8259).</summary>
public static class JsonText
{
    /// <summary>The maximum depth of nesting.</summary>
    public const int MaxDepth = 256;

    /// <summary>Whether the bytes are one JSON value in UTF-8 without a byte order mark.</summary>
    /// <param name="bytes">The body.</param>
    /// <param name="fault">A message that says where and why it is not. It contains nothing of the body.</param>
    public static bool IsWellFormed(ReadOnlySpan<byte> bytes, out string fault)
    {
        fault = "";
        // Utf8JsonReader does not validate the UTF-8 of strings.
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
