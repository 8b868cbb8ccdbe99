using System.Text;

namespace SyncServer.Load.Hammer;

/// <summary>
/// A JSON document as it looks while somebody types through it: every save replaces the next 20 bytes, and at the end typing
/// begins again at the front. The bytes follow from the document's number and count of saves alone, so that 200,000 documents
/// cost the bench no memory and touching many costs it no more time than touching few.
/// </summary>
internal sealed class DocumentText
{
    public const int TypedBytes = 20;

    public const string UsualTitle = "Notes on a long day";

    private const string Start = "{\"id\":\"d-";

    private readonly byte[] _frame;
    private readonly int _textOffset;
    private readonly int _textLength;
    private readonly int _steps;
    private readonly byte[][] _texts;

    /// <param name="size">How many bytes the document has.</param>
    /// <param name="fields">How many fields it has beside the text, all of them in one object; typing leaves them alone.</param>
    /// <param name="fieldBytes">How long the value of each is.</param>
    /// <param name="title">Its title, which typing leaves alone as well.</param>
    public DocumentText(int size, int fields = 0, int fieldBytes = 80, string title = UsualTitle)
    {
        var middle = $"\",\"title\":\"{title}\",\"text\":\"";
        var end = "\"" + (fields == 0 ? "" : $",\"fields\":{{{string.Join(',', Enumerable.Range(0, fields).Select(number => Field(number, fieldBytes)))}}}") + "}";
        _textOffset = Start.Length + Document.NumberDigits + middle.Length;
        var text = size - _textOffset - end.Length;
        _textLength = text;
        _frame = Encoding.ASCII.GetBytes(Start + new string('0', Document.NumberDigits) + middle + new string(' ', text) + end);
        _steps = text / TypedBytes;
        // No letter in common: a step changes all of its bytes.
        _texts = [Words(text, "abcdefghijklm "), Words(text, "nopqrstuvwxyz.")];
    }

    public int Size => _frame.Length;

    /// <summary>Writes the content that a document has after so many saves.</summary>
    public void Write(Document document, Span<byte> body)
    {
        // Each document is typed in from a place of its own.
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
