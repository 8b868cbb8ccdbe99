using System.Text.Json;

namespace SyncServer.Client;

/// <summary>A request that the server refused (RFC 9457).</summary>
public sealed class SyncProblemException : Exception
{
    internal SyncProblemException(int status, JsonElement problem)
        : base(Text(problem, "title") ?? $"The server answered {status}.") =>
        (Status, Problem, Name) = (status, problem, Text(problem, "type")?.Split('/')[^1] ?? "");

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>The problem's name, such as <c>too-large</c>; empty where something else than the server answered.</summary>
    public string Name { get; }

    /// <summary>The whole problem document; an undefined element where there was none.</summary>
    public JsonElement Problem { get; }

    private static string? Text(JsonElement problem, string member) =>
        problem.ValueKind is JsonValueKind.Object && problem.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.String
            ? value.GetString()
            : null;
}
