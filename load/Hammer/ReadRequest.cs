using System.Text;

namespace SyncServer.Load.Hammer;

/// <summary>The GET of one connection, conditional or not.</summary>
internal sealed class ReadRequest : IRequest
{
    private static ReadOnlySpan<byte> IfNoneMatch => "If-None-Match: "u8;

    private readonly bool _conditional;
    private readonly byte[] _bytes;
    private readonly int _number;
    private readonly int _condition;

    /// <param name="server">The server.</param>
    /// <param name="token">The token.</param>
    /// <param name="conditional">Whether to send the known ETag and expect a 304, instead of the content.</param>
    public ReadRequest(Uri server, string token, bool conditional)
    {
        _conditional = conditional;
        var head = new StringBuilder();
        head.Append("GET /v1/bench/d-");
        _number = head.Length;
        head.Append('0', Document.NumberDigits).Append(" HTTP/1.1\r\nHost: ").Append(server.Authority);
        head.Append("\r\nAuthorization: Bearer ").Append(token).Append("\r\n");
        _condition = head.Length;
        head.Append(conditional ? new string(' ', IfNoneMatch.Length + Document.TagLimit) + "\r\n\r\n" : "\r\n");
        _bytes = Encoding.ASCII.GetBytes(head.ToString());
    }

    public ReadOnlyMemory<byte> For(Document document)
    {
        Digits.Write(document.Number, _bytes.AsSpan(_number, Document.NumberDigits));
        if (_conditional)
        {
            HeaderLine.Write(_bytes.AsSpan(_condition, IfNoneMatch.Length + Document.TagLimit), IfNoneMatch, document.Tag);
        }

        return _bytes;
    }

    public bool Accepts(Answer answer) => answer.Status == (_conditional ? 304 : 200);
}
