namespace SyncServer.Core.Access;

/// <summary>The secret with which session ids are hashed. It is stored in the database, so that sessions survive a restart.</summary>
/// <param name="Bytes">32 random bytes.</param>
public sealed record SessionSecret(byte[] Bytes);
