using System.Text;
using System.Text.Json;
using SyncServer.Client.Saving;

namespace SyncServer.Client.Http;

/// <summary>Reads the problem document of a conflict (docs/protocol.md, section 5).</summary>
internal static class ConflictProblem
{
    /// <summary>The newest version; <see cref="DocumentVersion.None"/> where the document does not exist.</summary>
    public static DocumentVersion Current(JsonElement problem) => Member(problem, "current") is { } current
        ? new DocumentVersion(current.GetProperty("version").GetInt64(), current.GetProperty("etag").GetString(), ProtocolJson.IsTrue(current, "deleted"))
        : DocumentVersion.None;

    /// <summary>Where the content of the newest version can be read, relative to the document.</summary>
    public static string? ContentUrl(JsonElement problem) => Member(problem, "current") is { } current ? ProtocolJson.Text(current, "contentUrl") : null;

    /// <summary>Whether the server can merge the two changes.</summary>
    public static bool IsMergeable(JsonElement problem) => ProtocolJson.IsTrue(problem, "mergeable");

    /// <summary>Who saved the newest version.</summary>
    public static SyncPerson? SavedBy(JsonElement problem) => Member(problem, "current") is { } current ? ProtocolJson.Person(current, "savedBy") : null;

    /// <summary>When the newest version was saved.</summary>
    public static DateTimeOffset? SavedAt(JsonElement problem) =>
        Member(problem, "current") is { } current && current.TryGetProperty("savedAt", out var at) && at.TryGetDateTimeOffset(out var time) ? time : null;

    /// <summary>The content of the newest version, unless it is too large for the response.</summary>
    public static SyncContent? InlineContent(JsonElement problem) =>
        Member(problem, "current") is { } current && current.TryGetProperty("content", out var content) ? Inline(content, Type(current)) : null;

    /// <summary>The merge that the server offers, unless it is too large for the response.</summary>
    public static SyncContent? Merged(JsonElement problem) =>
        IsMergeable(problem) && Member(problem, "current") is { } current && problem.TryGetProperty("merged", out var merged) ? Inline(merged, Type(current)) : null;

    /// <summary>The differences of both sides from the version that both were made on.</summary>
    public static IReadOnlyList<SyncChange> Changes(JsonElement problem) =>
        problem.TryGetProperty("changes", out var changes) && changes.ValueKind is JsonValueKind.Array ? [.. changes.EnumerateArray().Select(Change)] : [];

    private static SyncChange Change(JsonElement change)
    {
        JsonElement? Value(string name) => change.TryGetProperty(name, out var value) ? value : null;
        return new SyncChange(
            ProtocolJson.Text(change, "path"), Value("line")?.GetInt32(), Value("count")?.GetInt32(), Value("base"), Value("theirs"), Value("yours"),
            Enum.TryParse<SyncChangeBy>(ProtocolJson.Text(change, "by"), ignoreCase: true, out var by) ? by : SyncChangeBy.Both)
        {
            Overlaps = ProtocolJson.IsTrue(change, "overlaps"),
        };
    }

    /// <summary>The content in a JSON member: JSON as itself, text as a string.</summary>
    public static SyncContent Inline(JsonElement content, string type) =>
        new(Encoding.UTF8.GetBytes(ContentFormat.IsJson(type) ? content.GetRawText() : content.GetString()!), type);

    /// <summary>The media type of the newest version.</summary>
    public static string Type(JsonElement current) => current.GetProperty("contentType").GetString()!;

    private static JsonElement? Member(JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.Object ? value : null;
}
