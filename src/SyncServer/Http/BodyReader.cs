using System.Buffers;
using SyncServer.Saving;

namespace SyncServer.Http;

/// <summary>Reads a request's body whole.</summary>
internal static class BodyReader
{
    // Many slow senders must not fill the memory.
    private const long MostBytesUnderWay = 256 * 1024 * 1024;

    private static long _underWay;

    /// <summary>The bytes; null where there are more than <paramref name="most"/>.</summary>
    /// <exception cref="BadHttpRequestException">The body broke off, came too slowly, or lied about its length.</exception>
    /// <exception cref="UnavailableException">Too much is being read already.</exception>
    public static async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, int most)
    {
        if (request.ContentLength > most)
        {
            return null;
        }

        var length = request.ContentLength ?? most;
        try
        {
            if (Interlocked.Add(ref _underWay, length) > MostBytesUnderWay)
            {
                throw new UnavailableException("Too many requests are being read.");
            }

            return request.ContentLength is null ? await ReadToEndAsync(request.Body, most) : await ReadExactlyAsync(request.Body, (int)length);
        }
        catch (IOException fault) when (fault is not BadHttpRequestException)
        {
            throw new BadHttpRequestException("The body could not be read.", fault);
        }
        finally
        {
            Interlocked.Add(ref _underWay, -length);
        }
    }

    private static async ValueTask<ReadOnlyMemory<byte>?> ReadExactlyAsync(Stream body, int length)
    {
        var bytes = new byte[length];
        await body.ReadExactlyAsync(bytes);
        return bytes;
    }

    private static async ValueTask<ReadOnlyMemory<byte>?> ReadToEndAsync(Stream body, int most)
    {
        var chunks = new ArrayBufferWriter<byte>();
        while (true)
        {
            var read = await body.ReadAsync(chunks.GetMemory(4096));
            if (read == 0)
            {
                // A copy: the buffer has room to grow, and a body is kept in memory.
                return chunks.WrittenSpan.ToArray();
            }

            chunks.Advance(read);
            if (chunks.WrittenCount > most)
            {
                return null;
            }
        }
    }
}
