// APIs of later versions of .NET, for the .NET 8 build.
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
