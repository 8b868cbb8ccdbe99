using System.Buffers;
using System.IO.Pipelines;
using SyncServer.Saving;

namespace SyncServer.Http;

/// <summary>
/// Reads a request body completely. A body that is complete at the first read, as small ones are, is copied once into an array of its size. An incomplete
/// one uses memory in proportion to what has arrived, not to the announced length, and that memory is charged to its sender.
/// </summary>
internal static class BodyReader
{
    private const int FirstBytes = 4096;

    /// <summary>Returns the bytes; null if there are more than <paramref name="max"/>.</summary>
    /// <exception cref="BadHttpRequestException">The body was cut off, arrived too slowly, or does not have the announced length.</exception>
    /// <exception cref="UnavailableException">The sender's share of the memory for incomplete bodies is used up.</exception>
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
        catch (Exception error) when (error is OperationCanceledException or (IOException and not BadHttpRequestException))
        {
            // The connection was lost. That is not an error of the server.
            throw new BadHttpRequestException("The body could not be read.", error);
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
                throw new UnavailableException("The user's incomplete requests use too much memory.");
            }

            if (read.IsCompleted)
            {
                // The body stays in memory, so spare capacity is trimmed.
                return count == bytes.Length ? bytes : bytes[..count];
            }
        }
    }
}
