using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace SyncServer.Load.Clients;

/// <summary>A response, or the reason why there is none.</summary>
/// <param name="Status">The HTTP status; 0 if there is no response.</param>
/// <param name="ETag">The ETag of the version, if any.</param>
/// <param name="Version">The number of the version; 0 if there is none.</param>
/// <param name="SaveOutcome">The Save-Outcome, if any.</param>
/// <param name="Body">The body; empty if there is none.</param>
/// <param name="Reason">The name of the problem, or why there is no response.</param>
/// <param name="Bytes">The size of the bodies in both directions.</param>
/// <param name="Ended">When it was complete, as a timestamp.</param>
internal sealed record Reply(int Status, string? ETag, long Version, string? SaveOutcome, ReadOnlyMemory<byte> Body, string? Reason, long Bytes, long Ended)
{
    /// <summary>The reason of a request that took longer than the timeout.</summary>
    public const string TimedOut = "timeout";

    /// <summary>The reason of a response that was lost on purpose.</summary>
    public const string OnPurpose = "lost on purpose";

    /// <summary>Whether the status is a success.</summary>
    public bool Succeeded => Status is >= 200 and < 300;

    /// <summary>Whether the same request can be sent again (docs/protocol.md, section 13).</summary>
    public bool CanRetry => Status is 0 or 408 or 429 or 502 or 503 or 504;

    /// <summary>Reads a response.</summary>
    public static async Task<Reply> ReadAsync(HttpResponseMessage response, long sent, CancellationToken cancellation)
    {
        var body = await response.Content.ReadAsByteArrayAsync(cancellation);
        var ended = Stopwatch.GetTimestamp();
        var headers = response.Headers;
        var etag = First(headers, "Sync-ETag") ?? headers.ETag?.ToString();
        // The textbook server has only ETags, which are its version numbers.
        _ = long.TryParse(First(headers, "Version") ?? etag?.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version);
        var status = (int)response.StatusCode;
        return new Reply(status, etag, version, First(headers, "Save-Outcome"), body, status >= 400 ? ProblemOf(body) : null, sent + body.Length, ended);
    }

    /// <summary>A request without a response.</summary>
    public static Reply None(string reason, long sent) => new(0, null, 0, null, default, reason, sent, Stopwatch.GetTimestamp());

    /// <summary>The outcome of a read, or of another request that is no save.</summary>
    public Outcome ToOutcome(bool lossy) => new(
        Status is 0 ? (lossy || Reason is OnPurpose ? OutcomeKind.Lost : OutcomeKind.Error)
        : Succeeded || Status is 304 ? OutcomeKind.Ok
        : Status is 412 ? OutcomeKind.Conflict : OutcomeKind.Error,
        Status is 0 ? $"no response: {Reason}" : $"{Status} {SaveOutcome ?? Reason}".TrimEnd(),
        Bytes,
        Ended,
        Status > 0 || Reason is TimedOut);

    /// <summary>The outcome of a save.</summary>
    public Outcome ToSaveOutcome(bool lossy) => ToOutcome(lossy) with { Accepted = Succeeded ? 1 : 0, Conflicts = Status is 412 ? 1 : 0 };

    private static string? First(HttpResponseHeaders headers, string name) => headers.TryGetValues(name, out var values) ? values.First() : null;

    /// <summary>The last segment of the type of a problem.</summary>
    private static string? ProblemOf(byte[] body)
    {
        try
        {
            using var problem = JsonDocument.Parse(body);
            return problem.RootElement.ValueKind is JsonValueKind.Object && problem.RootElement.TryGetProperty("type", out var type) && type.ValueKind is JsonValueKind.String
                ? type.GetString()!.Split('/')[^1]
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
