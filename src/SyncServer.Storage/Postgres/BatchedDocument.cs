using SyncServer.Core.Saving;

namespace SyncServer.Storage.Postgres;

/// <summary>A document of a batch while its row is held.</summary>
/// <param name="Open">The document.</param>
/// <param name="Chain">What reading the version that was found takes.</param>
internal sealed record BatchedDocument(OpenDocument Open, Chain Chain);
