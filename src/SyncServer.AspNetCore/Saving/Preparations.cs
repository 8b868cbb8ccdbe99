using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Saving;

/// <summary>Prepares saves outside of the writer's turn: reads what they are merged on, and computes what depends on the size of the document.</summary>
internal sealed class Preparations(IDocumentReader reader, Comparisons comparisons)
{
    /// <summary>Computes what a decision asks for.</summary>
    /// <exception cref="UnavailableException">Too much is waiting.</exception>
    public async Task<Preparation> PrepareAsync(SaveCommand command, SaveDecision.Unprepared work)
    {
        var @base = work.Base is null ? null : await ReadAsync(command.Key, work.Base);
        return await comparisons.RunAsync(command.By, () => Preparation.Of(command, work, @base));
    }

    /// <summary>The bytes of a merge base; null where it is not known or not kept.</summary>
    public async Task<Content?> ReadAsync(DocumentKey key, MergeBase @base) => @base switch
    {
        MergeBase.Submitted { Submission.Content: { } content } => content,
        MergeBase.Submitted { Submission.ETag: { } etag } => await ReadAsync(key, etag),
        MergeBase.Named { ETag: var etag } => await ReadAsync(key, etag),
        _ => null,
    };

    /// <summary>The bytes of a version; null where it is not kept.</summary>
    public async Task<Content?> ReadAsync(DocumentKey key, ETag etag) => (await reader.ReadAsync(key, etag))?.Content;
}
