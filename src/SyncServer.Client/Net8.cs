// What came with later versions, for the build for .NET 8 only.
global using Lock = object;

using System.Text.Json;

namespace SyncServer.Client;

internal static class Net8
{
    extension(Convert)
    {
        public static string ToHexStringLower(ReadOnlySpan<byte> bytes) => Convert.ToHexString(bytes).ToLowerInvariant();
    }

    extension(JsonElement)
    {
        public static JsonElement Parse(ReadOnlySpan<byte> json)
        {
            using var document = JsonDocument.Parse(json.ToArray());
            return document.RootElement.Clone();
        }
    }
}
