using System.Text;
using SyncServer.Load.Hammer;

namespace SyncServer.Load.Tests;

/// <summary>Responses on a connection with several requests in flight, fragmented anywhere.</summary>
public sealed class AnswerTests
{
    private static readonly byte[] Received = Encoding.ASCII.GetBytes(
        "HTTP/1.1 204 No Content\r\nETag: \"2-5c\"\r\nVersion: 2\r\nSave-Outcome: verified\r\n\r\n"
        + "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nVersion: 3\r\nSave-Outcome: superseded\r\n\r\n3\r\n{}\n\r\n0\r\n\r\n"
        + "HTTP/1.1 412 Precondition Failed\r\nContent-Length: 18\r\n\r\n{\"mergeable\":true}"
        + "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        + "HTTP/1.1 201 Created\r\nContent-Length: 0\r\nVersion: 1\r\nSave-Outcome: created\r\n\r\n");

    [Fact]
    public void Every_response_is_read_once_in_any_fragmentation()
    {
        for (var cut = 0; cut <= Received.Length; cut++)
        {
            var answers = new List<string>();
            var read = Read(Received.AsSpan(0, cut), answers);
            read += Read(Received.AsSpan(read), answers);
            Assert.Equal(Received.Length, read);
            Assert.Equal(["204 verified 0", "200 superseded 13", "412  18", "200  5", "201 created 0"], answers);
        }
    }

    private static int Read(ReadOnlySpan<byte> bytes, List<string> answers)
    {
        var read = 0;
        while (Answer.TryRead(bytes[read..], out var answer))
        {
            answers.Add($"{answer.Status} {Encoding.ASCII.GetString(answer.Outcome)} {answer.Body.Length}");
            read += answer.Length;
        }

        return read;
    }
}
