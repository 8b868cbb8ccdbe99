using System.Text;

namespace SyncServer.Load.Hammer;

/// <summary>
/// The request bytes of one connection, head and body together. Everything that changes between saves has a fixed width, so
/// that a request is created by overwriting the previous one.
/// </summary>
internal sealed class SaveRequest : IRequest
{
    private const int SequenceDigits = 10;

    // Starting at this sequence, the width is constant for two billion saves.
    private const int FirstSequence = 1_000_000_000;

    private const string MergePatch = "application/merge-patch+json";

    private static ReadOnlySpan<byte> IfMatch => "If-Match: "u8;

    private static ReadOnlySpan<byte> IfNoneMatch => "If-None-Match: "u8;

    private static ReadOnlySpan<byte> SaveParent => "\r\nSave-Parent: "u8;

    private static int ConditionLength => IfMatch.Length + Document.TagLimit + SaveParent.Length + SequenceDigits;

    private readonly DocumentText _text;
    private readonly bool _stale;
    private readonly byte[] _bytes;
    private readonly int _number;
    private readonly int _sequence;
    private readonly int _precondition;
    private readonly int _body;

    /// <param name="server">The server.</param>
    /// <param name="token">The token.</param>
    /// <param name="session">The Session-Id.</param>
    /// <param name="text">The text.</param>
    /// <param name="stale">Whether a 412 is expected instead of an accepted save.</param>
    /// <param name="patches">Whether to send the text as a merge patch (PATCH) of an existing document instead of a PUT.</param>
    public SaveRequest(Uri server, string token, string session, DocumentText text, bool stale = false, bool patches = false)
    {
        _text = text;
        _stale = stale;
        var head = new StringBuilder();
        head.Append(patches ? "PATCH" : "PUT").Append(" /v1/bench/d-");
        _number = head.Length;
        head.Append('0', Document.NumberDigits).Append(" HTTP/1.1\r\nHost: ").Append(server.Authority);
        head.Append("\r\nAuthorization: Bearer ").Append(token);
        head.Append("\r\nContent-Type: ").Append(patches ? MergePatch : "application/json");
        head.Append("\r\nContent-Length: ").Append(text.Size);
        head.Append("\r\nSession-Id: ").Append(session);
        head.Append("\r\nSave-Sequence: ");
        _sequence = head.Length;
        head.Append('0', SequenceDigits).Append("\r\n");
        _precondition = head.Length;
        head.Append(' ', ConditionLength).Append("\r\n\r\n");
        _body = head.Length;
        _bytes = new byte[_body + text.Size];
        Encoding.ASCII.GetBytes(head.ToString(), _bytes);
    }

    /// <summary>Writes the next save of the document.</summary>
    public ReadOnlyMemory<byte> For(Document document)
    {
        document.Saves++;
        Digits.Write(document.Number, _bytes.AsSpan(_number, Document.NumberDigits));
        Digits.Write(FirstSequence + document.Saves, _bytes.AsSpan(_sequence, SequenceDigits));
        var precondition = _bytes.AsSpan(_precondition, ConditionLength);
        if (document.Tag.IsEmpty)
        {
            HeaderLine.Write(precondition, IfNoneMatch, "*"u8);
        }
        else
        {
            HeaderLine.Write(precondition, IfMatch, document.Tag);
        }

        if (document.Parent > 0)
        {
            var parent = precondition[(IfMatch.Length + Document.TagLimit)..];
            SaveParent.CopyTo(parent);
            Digits.Write(FirstSequence + document.Parent, parent[SaveParent.Length..]);
        }

        _text.Write(document, _bytes.AsSpan(_body));
        return _bytes;
    }

    public bool Accepts(Answer answer) => _stale ? answer.Status == 412 : answer.IsSuccess;
}
