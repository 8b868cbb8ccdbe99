using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace SyncServer.Tests.BadInput;

/// <summary>A raw connection, which is reused as long as both sides agree where a request begins; otherwise it is reopened.</summary>
internal sealed class RawConnection(Uri server) : IDisposable
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private Socket? _socket;
    private int _start;
    private int _end;

    /// <summary>Sends a request and reads the response.</summary>
    /// <returns>The status; 0 if the server closed the connection.</returns>
    public async Task<(int Status, string Head, string Body)> SendAsync(HostileRequest.Made request)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var answer = (Status: 0, Head: "", Body: "");
        var keeps = false;
        try
        {
            if (_socket is null)
            {
                _socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await _socket.ConnectAsync(server.Host, server.Port, limit.Token);
            }

            await WriteAsync(request.Bytes, limit.Token);
            if (request.BreaksOff)
            {
                _socket.Shutdown(SocketShutdown.Send);
            }

            (answer, keeps) = await ReadAsync(request.IsHead, limit.Token);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // The server may close the connection before it has read a request that it refuses.
        }

        if (!keeps || request.Closes)
        {
            Dispose();
        }

        return answer;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket?.Dispose();
        (_socket, _start, _end) = (null, 0, 0);
    }

    private async Task WriteAsync(byte[] bytes, CancellationToken cancellation)
    {
        try
        {
            for (var sent = 0; sent < bytes.Length;)
            {
                sent += await _socket!.SendAsync(bytes.AsMemory(sent), cancellation);
            }
        }
        catch (SocketException)
        {
            // The response may have arrived before.
        }
    }

    private async Task<((int Status, string Head, string Body) Answer, bool Keeps)> ReadAsync(bool isHead, CancellationToken cancellation)
    {
        string head;
        int status;
        do
        {
            head = await LinesAsync(cancellation);
            if (head.Length is 0)
            {
                return ((0, "", ""), false);
            }

            status = int.Parse(head.AsSpan(9, 3), CultureInfo.InvariantCulture);
        }
        while (status is 100);

        var keeps = !head.Contains("Connection: close", StringComparison.OrdinalIgnoreCase);
        if (head.Contains("text/event-stream", StringComparison.OrdinalIgnoreCase))
        {
            return ((status, head, ""), false);
        }

        if (isHead || status is 204 or 304)
        {
            return ((status, head, ""), keeps);
        }

        if (HeaderOf(head, "Content-Length") is { } length)
        {
            return ((status, head, await BytesAsync(int.Parse(length, CultureInfo.InvariantCulture), cancellation)), keeps);
        }

        var body = new StringBuilder();
        if (HeaderOf(head, "Transfer-Encoding") is null)
        {
            while (_end > _start || await FillAsync(cancellation))
            {
                body.Append(Take(_end - _start));
            }

            return ((status, head, body.ToString()), false);
        }

        while (true)
        {
            var size = int.Parse((await LineAsync(cancellation)).Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            body.Append(await BytesAsync(size, cancellation));
            await LineAsync(cancellation);
            if (size is 0)
            {
                return ((status, head, body.ToString()), keeps);
            }
        }
    }

    private static string? HeaderOf(string head, string name)
    {
        var at = head.IndexOf($"\r\n{name}: ", StringComparison.OrdinalIgnoreCase);
        return at < 0 ? null : head[(at + name.Length + 4)..].Split("\r\n")[0];
    }

    /// <summary>Reads the head: all lines up to an empty one. Empty if the server closed the connection.</summary>
    private async Task<string> LinesAsync(CancellationToken cancellation)
    {
        var lines = new StringBuilder();
        while (true)
        {
            if (_start == _end && lines.Length is 0 && !await FillAsync(cancellation))
            {
                return "";
            }

            var line = await LineAsync(cancellation);
            if (line.Length is 0)
            {
                return lines.ToString();
            }

            lines.Append(line).Append("\r\n");
        }
    }

    private async Task<string> LineAsync(CancellationToken cancellation)
    {
        int length;
        while ((length = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n"u8)) < 0)
        {
            if (!await FillAsync(cancellation))
            {
                throw new IOException("The answer broke off.");
            }
        }

        var line = Take(length);
        _start += 2;
        return line;
    }

    private async Task<string> BytesAsync(int count, CancellationToken cancellation)
    {
        var text = new StringBuilder();
        while (text.Length < count)
        {
            if (_end == _start && !await FillAsync(cancellation))
            {
                throw new IOException("The answer broke off.");
            }

            text.Append(Take(Math.Min(count - text.Length, _end - _start)));
        }

        return text.ToString();
    }

    private string Take(int count)
    {
        var text = Encoding.Latin1.GetString(_buffer, _start, count);
        _start += count;
        return text;
    }

    private async Task<bool> FillAsync(CancellationToken cancellation)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        var read = await _socket!.ReceiveAsync(_buffer.AsMemory(_end), cancellation);
        _end += read;
        return read > 0;
    }
}
