using System.Text;
using System.Text.Json;
using SyncServer.Client.Saving;

namespace SyncServer.Client.Http;

/// <summary>What a 412 tells (protocol 5).</summary>
internal static class Conflicts
{
    /// <summary>What stands; version 0 where the server knows no such document.</summary>
    public static Known Current(JsonElement problem) => Member(problem, "current") is { } current
        ? new Known(current.GetProperty("version").GetInt64(), IsDeleted(current) ? null : current.GetProperty("etag").GetString())
        : new Known(0, null);

    /// <summary>Whether all versions after the base are the session's own.</summary>
    public static bool IsSelf(JsonElement problem) => IsTrue(problem, "self");

    /// <summary>Whether the server can merge it.</summary>
    public static bool IsMergeable(JsonElement problem) => IsTrue(problem, "mergeable");

    /// <summary>Whose version stands.</summary>
    public static SyncPerson? SavedBy(JsonElement problem) =>
        Member(problem, "current") is { } current && Member(current, "savedBy") is { } by ? WireJson.Person(by) : null;

    /// <summary>When it was saved.</summary>
    public static DateTimeOffset? SavedAt(JsonElement problem) =>
        Member(problem, "current") is { } current && current.TryGetProperty("savedAt", out var at) && at.TryGetDateTimeOffset(out var time) ? time : null;

    /// <summary>Its content, where the answer carries it.</summary>
    public static SyncContent? InlineContent(JsonElement problem)
    {
        if (Member(problem, "current") is not { } current || !current.TryGetProperty("content", out var content))
        {
            return null;
        }

        var type = current.GetProperty("contentType").GetString()!;
        // JSON is the document itself; text is its text.
        var isJson = type.Split(';')[0].TrimEnd().EndsWith("json", StringComparison.OrdinalIgnoreCase);
        return new SyncContent(Encoding.UTF8.GetBytes(isJson ? content.GetRawText() : content.GetString()!), type);
    }

    private static bool IsDeleted(JsonElement current) => IsTrue(current, "deleted");

    private static bool IsTrue(JsonElement element, string member) => element.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.True;

    private static JsonElement? Member(JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.Object ? value : null;
}
