using System.Text;

namespace SyncServer.Load.Hammer;

/// <summary>
/// A JSON document that is edited from front to end: every save replaces the next 20 bytes, and at the end the editing
/// starts again at the front. The bytes depend only on the document's number and its number of saves, so that 200,000 documents
/// need no memory in the bench, and saving many costs no more time than saving few.
/// </summary>
internal sealed class DocumentText
{
    public const int TypedBytes = 20;

    public const string DefaultTitle = "Notes on a long day";

    private const string Start = "{\"id\":\"d-";

    private readonly byte[] _frame;
    private readonly int _textOffset;
    private readonly int _textLength;
    private readonly int _steps;
    private readonly byte[][] _texts;

    /// <param name="size">The size of the document in bytes.</param>
    /// <param name="fields">The number of fields besides the text, all in one object. Edits do not change them.</param>
    /// <param name="fieldBytes">The length of the value of each field.</param>
    /// <param name="title">The title, which edits do not change.</param>
    public DocumentText(int size, int fields = 0, int fieldBytes = 80, string title = DefaultTitle)
    {
        var middle = $"\",\"title\":\"{title}\",\"text\":\"";
        var end = "\"" + (fields == 0 ? "" : $",\"fields\":{{{string.Join(',', Enumerable.Range(0, fields).Select(number => Field(number, fieldBytes)))}}}") + "}";
        _textOffset = Start.Length + Document.NumberDigits + middle.Length;
        var text = size - _textOffset - end.Length;
        _textLength = text;
        _frame = Encoding.ASCII.GetBytes(Start + new string('0', Document.NumberDigits) + middle + new string(' ', text) + end);
        _steps = text / TypedBytes;
        // No letters in common, so that a save changes all of its bytes.
        _texts = [Words(text, "abcdefghijklm "), Words(text, "nopqrstuvwxyz.")];
    }

    public int Size => _frame.Length;

    /// <summary>Writes the content of a document after a number of saves.</summary>
    public void Write(Document document, Span<byte> body)
    {
        // Each document is edited from a different position.
        var step = document.Saves + (document.Number * 7);
        var typed = step % _steps * TypedBytes;
        var pass = step / _steps % 2;
        _frame.CopyTo(body);
        Digits.Write(document.Number, body.Slice(Start.Length, Document.NumberDigits));
        var text = body.Slice(_textOffset, _textLength);
        _texts[1 - pass].AsSpan(0, typed).CopyTo(text);
        _texts[pass].AsSpan(typed).CopyTo(text[typed..]);
    }

    private static string Field(int number, int bytes) => $"\"field{number}\":\"{new string((char)('a' + (number % 26)), bytes)}\"";

    private static byte[] Words(int length, string letters)
    {
        var random = new Random(letters[0]);
        return Encoding.ASCII.GetBytes(random.GetItems<char>(letters, length));
    }
}
