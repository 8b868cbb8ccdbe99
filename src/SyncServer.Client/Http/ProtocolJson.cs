using System.Text.Json;
using System.Text.Json.Serialization;

namespace SyncServer.Client.Http;

/// <summary>The JSON of requests and responses, except the documents themselves.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LockRequest))]
[JsonSerializable(typeof(PresenceRequest))]
[JsonSerializable(typeof(BatchRequest))]
[JsonSerializable(typeof(GuestRequest))]
[JsonSerializable(typeof(LoginRequest))]
[JsonSerializable(typeof(RefreshRequest))]
internal sealed partial class ProtocolJson : JsonSerializerContext
{
    /// <summary>A member of type string; null where it is absent or null.</summary>
    public static string? Text(JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    /// <summary>A member that is true.</summary>
    public static bool IsTrue(JsonElement element, string member) => element.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.True;

    /// <summary>A member that is a person; null where it is absent or null.</summary>
    public static SyncPerson? Person(JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.Object
            ? new SyncPerson(Text(value, "id") ?? "", Text(value, "name") ?? "")
            : null;
}

/// <summary>Takes or renews a lock (docs/protocol.md, section 7).</summary>
internal sealed record LockRequest(string? Scope, int TtlSeconds, bool? Takeover);

/// <summary>Publishes a presence (docs/protocol.md, section 10).</summary>
internal sealed record PresenceRequest(string State, string? Field);

/// <summary>Several saves (docs/protocol.md, section 8).</summary>
internal sealed record BatchRequest(IReadOnlyList<BatchItem> Saves);

/// <summary>One save of a batch.</summary>
internal sealed record BatchItem(
    string Collection, string Id, string Method, string? IfMatch, string? IfNoneMatch, long Sequence, long? Parent, string? ContentType, ReadOnlyMemory<byte>? Base64, string? OnConflict,
    string? ConflictId);

/// <summary>Signs in a guest (docs/protocol.md, section 11).</summary>
internal sealed record GuestRequest(string Name);

/// <summary>Signs in with an account (docs/protocol.md, section 11).</summary>
internal sealed record LoginRequest(string Email, string Password);

/// <summary>Requests a new access token (docs/protocol.md, section 11).</summary>
internal sealed record RefreshRequest(string RefreshToken);
