using System.Buffers;
using System.IO.Pipelines;
using SyncServer.Saving;

namespace SyncServer.Http;

/// <summary>
/// Reads a request's body whole. A body that is there at the first look, as small ones are, is copied once into an array of its size. One
/// that is still on its way holds memory in proportion to what has arrived, not to what was announced, and that is charged to its sender.
/// </summary>
internal static class BodyReader
{
    private const int FirstBytes = 4096;

    /// <summary>The bytes; null where there are more than <paramref name="max"/>.</summary>
    /// <exception cref="BadHttpRequestException">The body broke off, came too slowly, or lied about its length.</exception>
    /// <exception cref="UnavailableException">The sender's share of memory for bodies on their way is used up.</exception>
    public static async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, int max)
    {
        if (request.ContentLength > max)
        {
            return null;
        }

        try
        {
            var reader = request.BodyReader;
            var read = await reader.ReadAsync();
            if (!read.IsCompleted || read.Buffer.Length > max)
            {
                return await ReadPiecesAsync(request, reader, read, max);
            }

            var bytes = read.Buffer.ToArray();
            reader.AdvanceTo(read.Buffer.End);
            return bytes;
        }
        catch (Exception fault) when (fault is OperationCanceledException or (IOException and not BadHttpRequestException))
        {
            // The connection broke: there is nobody to be answered, and no fault of ours.
            throw new BadHttpRequestException("The body could not be read.", fault);
        }
    }

    private static async ValueTask<ReadOnlyMemory<byte>?> ReadPiecesAsync(HttpRequest request, PipeReader reader, ReadResult read, int max)
    {
        using var charge = request.HttpContext.RequestServices.GetRequiredService<BodyBudget>().Open(request.HttpContext);
        var end = (int)(request.ContentLength ?? max);
        var bytes = Array.Empty<byte>();
        for (var count = 0; ; read = await reader.ReadAsync())
        {
            var arrived = count + read.Buffer.Length;
            var size = arrived <= bytes.Length ? bytes.Length : (int)Math.Min(end, Math.Max(FirstBytes, 2 * arrived));
            var isTaken = arrived <= max && charge.TryGrow(size);
            if (isTaken)
            {
                Array.Resize(ref bytes, size);
                read.Buffer.CopyTo(bytes.AsSpan(count));
                count = (int)arrived;
            }

            reader.AdvanceTo(read.Buffer.End);
            if (arrived > max)
            {
                return null;
            }

            if (!isTaken)
            {
                throw new UnavailableException("Too much that you send is still on its way.");
            }

            if (read.IsCompleted)
            {
                // A body is kept in memory: without the room to grow.
                return count == bytes.Length ? bytes : bytes[..count];
            }
        }
    }
}
