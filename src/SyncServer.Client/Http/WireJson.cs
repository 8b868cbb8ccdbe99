using System.Text.Json;
using System.Text.Json.Serialization;

namespace SyncServer.Client.Http;

/// <summary>The JSON that goes over the wire beside documents.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LockRequest))]
[JsonSerializable(typeof(PresenceRequest))]
[JsonSerializable(typeof(BatchRequest))]
[JsonSerializable(typeof(GuestRequest))]
[JsonSerializable(typeof(LoginRequest))]
[JsonSerializable(typeof(RefreshRequest))]
internal sealed partial class WireJson : JsonSerializerContext
{
    /// <summary>A person as the wire has them.</summary>
    public static SyncPerson Person(JsonElement person) =>
        new(Text(person, "id") ?? "", Text(person, "name") ?? "");

    /// <summary>A member that is text; null where it is missing or null.</summary>
    public static string? Text(JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    /// <summary>A member that is a person; null where it is missing or null.</summary>
    public static SyncPerson? PersonIn(JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.Object ? Person(value) : null;
}

/// <summary>Takes or renews a lock (protocol 7).</summary>
internal sealed record LockRequest(string? Scope, int TtlSeconds, bool? Takeover);

/// <summary>Tells of somebody's presence (protocol 10).</summary>
internal sealed record PresenceRequest(string State, string? Field);

/// <summary>Many saves (protocol 8).</summary>
internal sealed record BatchRequest(IReadOnlyList<BatchItem> Saves);

/// <summary>One of many saves.</summary>
internal sealed record BatchItem(
    string Collection, string Id, string Method, string? IfMatch, string? IfNoneMatch, long Sequence, long? Parent, string? ContentType, ReadOnlyMemory<byte>? Base64, string? OnConflict,
    string? ConflictId);

/// <summary>Signs a guest in (protocol 11).</summary>
internal sealed record GuestRequest(string Name);

/// <summary>Signs an account in (protocol 11).</summary>
internal sealed record LoginRequest(string Email, string Password);

/// <summary>Asks for a new access token (protocol 11).</summary>
internal sealed record RefreshRequest(string RefreshToken);
