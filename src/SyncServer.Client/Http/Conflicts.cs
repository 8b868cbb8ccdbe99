using System.Text;
using System.Text.Json;
using SyncServer.Client.Saving;

namespace SyncServer.Client.Http;

/// <summary>What a 412 tells (protocol 5).</summary>
internal static class Conflicts
{
    /// <summary>The head; none where the document does not exist.</summary>
    public static Known Current(JsonElement problem) => Member(problem, "current") is { } current
        ? new Known(current.GetProperty("version").GetInt64(), current.GetProperty("etag").GetString(), IsTrue(current, "deleted"))
        : Known.None;

    /// <summary>Where the head's content can be read, relative to the document.</summary>
    public static string? ContentUrl(JsonElement problem) => Member(problem, "current") is { } current ? WireJson.Text(current, "contentUrl") : null;

    /// <summary>Whether the server can merge it.</summary>
    public static bool IsMergeable(JsonElement problem) => IsTrue(problem, "mergeable");

    /// <summary>Whose version stands.</summary>
    public static SyncPerson? SavedBy(JsonElement problem) =>
        Member(problem, "current") is { } current && Member(current, "savedBy") is { } by ? WireJson.Person(by) : null;

    /// <summary>When it was saved.</summary>
    public static DateTimeOffset? SavedAt(JsonElement problem) =>
        Member(problem, "current") is { } current && current.TryGetProperty("savedAt", out var at) && at.TryGetDateTimeOffset(out var time) ? time : null;

    /// <summary>The head's content, where the answer carries it.</summary>
    public static SyncContent? InlineContent(JsonElement problem) =>
        Member(problem, "current") is { } current && current.TryGetProperty("content", out var content) ? Inline(content, Type(current)) : null;

    /// <summary>What the server would store if it merged, where the answer carries it.</summary>
    public static SyncContent? Merged(JsonElement problem) =>
        IsMergeable(problem) && Member(problem, "current") is { } current && problem.TryGetProperty("merged", out var merged) ? Inline(merged, Type(current)) : null;

    /// <summary>Content inside of JSON: JSON is the document itself; text is its text.</summary>
    public static SyncContent Inline(JsonElement content, string type)
    {
        var isJson = type.Split(';')[0].TrimEnd().EndsWith("json", StringComparison.OrdinalIgnoreCase);
        return new SyncContent(Encoding.UTF8.GetBytes(isJson ? content.GetRawText() : content.GetString()!), type);
    }

    private static string Type(JsonElement current) => current.GetProperty("contentType").GetString()!;

    private static bool IsTrue(JsonElement element, string member) => element.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.True;

    private static JsonElement? Member(JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.Object ? value : null;
}
