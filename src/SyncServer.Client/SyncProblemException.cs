using System.Text.Json;

namespace SyncServer.Client;

/// <summary>The server refused a request with a problem document (RFC 9457; docs/protocol.md, section 5).</summary>
public sealed class SyncProblemException : Exception
{
    internal SyncProblemException(int status, JsonElement problem)
        : base(Text(problem, "title") ?? $"The server responded with {status}.") =>
        (Status, Problem, Type) = (status, problem, Text(problem, "type")?.Split('/')[^1] ?? "");

    /// <summary>The HTTP status code.</summary>
    public int Status { get; }

    /// <summary>The last part of the problem's type, such as <c>too-large</c>. Empty if the response has no problem document, as from a proxy.</summary>
    public string Type { get; }

    /// <summary>The whole problem document. Its kind is <see cref="JsonValueKind.Undefined"/> if the response has none.</summary>
    public JsonElement Problem { get; }

    private static string? Text(JsonElement problem, string member) =>
        problem.ValueKind is JsonValueKind.Object && problem.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.String
            ? value.GetString()
            : null;
}
