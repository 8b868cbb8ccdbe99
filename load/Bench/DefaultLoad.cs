using SyncServer.Load.Hammer;

namespace SyncServer.Load.Bench;

/// <summary>The load that the parts share.</summary>
internal static class DefaultLoad
{
    public const int Connections = 64;
    public const int DocumentCount = 1_000;

    public static DocumentText Small { get; } = new(2_000);
}
