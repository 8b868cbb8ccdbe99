using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SyncServer.Testing;

/// <summary>A complete HTTP response, with assertions.</summary>
public sealed partial class Answer
{
    /// <summary>The status of each problem (docs/protocol.md, section 5).</summary>
    public static FrozenDictionary<string, int> ProblemStatus { get; } = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["precondition-required"] = 428,
        ["edit-conflict"] = 412,
        ["already-exists"] = 412,
        ["sequence-reused"] = 422,
        ["sequence-out-of-order"] = 409,
        ["sequence-too-old"] = 409,
        ["sequence-gap"] = 409,
        ["locked"] = 423,
        ["lock-required"] = 423,
        ["force-not-allowed"] = 403,
        ["invalid-name"] = 400,
        ["invalid-header"] = 400,
        ["invalid-body"] = 400,
        ["unsupported-type"] = 415,
        ["too-large"] = 413,
        ["quota-exceeded"] = 413,
        ["not-found"] = 404,
        ["gone"] = 410,
        ["not-signed-in"] = 401,
        ["not-allowed"] = 403,
        ["too-many-requests"] = 429,
        ["method-not-allowed"] = 405,
        ["invalid-query"] = 400,
        ["unavailable"] = 503,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly Dictionary<string, string> _headers;
    private readonly string _path;

    private Answer(HttpStatusCode status, Dictionary<string, string> headers, byte[] bytes, string path) =>
        (Status, _headers, Bytes, _path) = (status, headers, bytes, path);

    /// <summary>The status.</summary>
    public HttpStatusCode Status { get; }

    /// <summary>The body.</summary>
    public byte[] Bytes { get; }

    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Bytes);

    /// <summary>The body as JSON.</summary>
    public JsonElement Json => JsonElement.Parse(Bytes);

    /// <summary>The ETag with its quotes.</summary>
    public string? ETag => this["ETag"];

    /// <summary>The version, if the response names one.</summary>
    public long? Version => this["Version"] is { } version ? long.Parse(version, CultureInfo.InvariantCulture) : null;

    /// <summary>The outcome of a save.</summary>
    public string? Outcome => this["Save-Outcome"];

    /// <summary>Whether it is a 2xx.</summary>
    public bool Succeeded => (int)Status is >= 200 and < 300;

    /// <summary>A header; null if it was not sent.</summary>
    public string? this[string header] => _headers.GetValueOrDefault(header);

    /// <summary>Reads a response to its end.</summary>
    public static async Task<Answer> ReadAsync(HttpResponseMessage response, string path, CancellationToken cancellation = default)
    {
        var headers = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        return new Answer(response.StatusCode, headers, await response.Content.ReadAsByteArrayAsync(cancellation), path);
    }

    /// <summary>Asserts the status.</summary>
    public Answer Is(HttpStatusCode status)
    {
        Assert.True(Status == status, $"{(int)status} expected: {this}");
        return this;
    }

    /// <summary>Asserts that the save was accepted with this outcome and version, and has the headers of docs/protocol.md, section 3.</summary>
    public Answer Saved(string outcome, long version)
    {
        Assert.True(Succeeded && string.Equals(Outcome, outcome, StringComparison.Ordinal) && Version == version, $"{outcome} v{version} expected: {this}");
        Assert.Matches(StrongETag, ETag);
        Assert.Equal(ETag, this["Sync-ETag"]);
        Assert.NotNull(this["Last-Modified"]);
        return this;
    }

    /// <summary>Asserts that it is a complete problem of this type (docs/protocol.md, section 5).</summary>
    public Answer Refused(string problem, string prefix = "")
    {
        Assert.True(Bytes.Length > 0, $"{problem} expected: {this}");
        Assert.True(Json.TryGetProperty("type", out var type) && type.ValueEquals($"{prefix}/problems/{problem}"), $"{problem} expected: {this}");
        Assert.Equal(ProblemStatus[problem], (int)Status);
        Assert.Equal(ProblemStatus[problem], Json.GetProperty("status").GetInt32());
        Assert.StartsWith("application/problem+json", this["Content-Type"], StringComparison.Ordinal);
        foreach (var member in (string[])["title", "traceId"])
        {
            Assert.False(string.IsNullOrWhiteSpace(Json.GetProperty(member).GetString()), $"{member} missing: {this}");
        }

        Assert.Equal(Uri.UnescapeDataString(_path.Split('?')[0]), Uri.UnescapeDataString(Json.GetProperty("instance").GetString()!));
        Assert.Null(Outcome);
        return HasNoInternals();
    }

    /// <summary>Asserts that it contains no stack trace or internal type name.</summary>
    public Answer HasNoInternals()
    {
        Assert.DoesNotContain("   at ", Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", Text, StringComparison.Ordinal);
        return this;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{(int)Status} {Outcome} v{Version} {ETag} for {_path}: {(Text.Length > 600 ? Text[..600] : Text)}";

    [GeneratedRegex("^\"[!#-~]+\"$")]
    private static partial Regex StrongETag { get; }
}
