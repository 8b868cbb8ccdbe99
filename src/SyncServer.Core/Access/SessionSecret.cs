namespace SyncServer.Core.Access;

/// <summary>The secret that session ids are hashed with. Kept with the data, so that a restart keeps every session.</summary>
/// <param name="Bytes">32 random bytes.</param>
public sealed record SessionSecret(byte[] Bytes);
