using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Saving;

/// <summary>Prepares saves outside the writer loop: reads the merge base, and computes what depends on the size of the document.</summary>
internal sealed class Preparations(IDocumentReader reader, Comparisons comparisons, ILogger<Preparations> logger)
{
    /// <summary>Computes the preparation that a decision requires.</summary>
    /// <exception cref="UnavailableException">The comparison queue is full.</exception>
    public async Task<Preparation> PrepareAsync(SaveCommand command, SaveDecision.Unprepared work)
    {
        var @base = work.Base is null ? null : await ReadAsync(command.Key, work.Base);
        var prepared = await comparisons.RunAsync(command.By, () => Preparation.Of(command, work, @base));
        LogFailure(command.Key, prepared.Failure);
        return prepared;
    }

    /// <summary>Logs why a comparison failed, if it did.</summary>
    public void LogFailure(DocumentKey key, Exception? failure)
    {
        if (failure is not null)
        {
            Log.ComparisonFailed(logger, failure, key);
        }
    }

    /// <summary>Reads the content of a merge base; null if it is not known or not kept.</summary>
    public async Task<Content?> ReadAsync(DocumentKey key, MergeBase @base) => @base switch
    {
        MergeBase.Submitted { Submission.Content: { } content } => content,
        MergeBase.Submitted { Submission.ETag: { } etag } => await ReadAsync(key, etag),
        MergeBase.Named { ETag: var etag } => await ReadAsync(key, etag),
        _ => null,
    };

    /// <summary>Reads the content of a version; null if it is not kept.</summary>
    public async Task<Content?> ReadAsync(DocumentKey key, ETag etag) => (await reader.ReadAsync(key, etag))?.Content;
}
