using SyncServer.Core.Saving;

namespace SyncServer.Storage.Postgres;

/// <summary>A document of a batch whose row is locked.</summary>
/// <param name="Open">The document.</param>
/// <param name="Chain">The chain of the newest version before the batch.</param>
internal sealed record BatchedDocument(OpenDocument Open, Chain Chain);
