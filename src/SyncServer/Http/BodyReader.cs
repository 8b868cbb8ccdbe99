using System.Buffers;

namespace SyncServer.Http;

/// <summary>Reads a request's body whole.</summary>
internal static class BodyReader
{
    /// <summary>The bytes; null where there are more than <paramref name="most"/>.</summary>
    /// <exception cref="BadHttpRequestException">The body broke off or came too slowly.</exception>
    public static async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, int most)
    {
        if (request.ContentLength > most)
        {
            return null;
        }

        if (request.ContentLength is { } length)
        {
            var body = new byte[length];
            await request.Body.ReadExactlyAsync(body);
            return body;
        }

        var chunks = new ArrayBufferWriter<byte>();
        while (true)
        {
            var read = await request.Body.ReadAsync(chunks.GetMemory(4096));
            if (read == 0)
            {
                return chunks.WrittenMemory;
            }

            chunks.Advance(read);
            if (chunks.WrittenCount > most)
            {
                return null;
            }
        }
    }
}
