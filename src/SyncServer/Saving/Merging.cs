using SyncServer.Core.Documents;
using SyncServer.Core.Merging;
using SyncServer.Core.Ports;
using SyncServer.Core.Saving;

namespace SyncServer.Saving;

/// <summary>Puts stale saves together with the head that they met (protocol 4.9). It reads and computes outside of the writer's turn.</summary>
internal sealed class Merging(IDocumentReader reader) : IDisposable
{
    private const int SomeVersions = 64;

    // A merge may take all of a processor for some milliseconds: the rest serve.
    private readonly SemaphoreSlim _turns = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <summary>Merges a save.</summary>
    public async Task<Merge> MergeAsync(SaveCommand command, SaveDecision.Stale stale)
    {
        var merge = new Merge(stale.Head.ETag, stale.Own, Submitted: null, Merged: null);
        return await CompareAsync(command, stale.Head, stale.Base, stale.Own) is not ({ Merged: { } merged }, { } yours) || await WroteAfterAsync(command, stale.Head, stale.Base, stale.Own)
            ? merge
            : merge with { Submitted = command.Method is SaveMethod.Restore ? null : yours, Merged = merged };
    }

    /// <summary>Compares what a stale save makes of its base with the head; null where one of them is not kept or no PUT or PATCH made it.</summary>
    /// <param name="command">The save.</param>
    /// <param name="head">The head that it met.</param>
    /// <param name="named">The version that it names.</param>
    /// <param name="own">The session's last accepted save after that version.</param>
    /// <returns>Both sides' changes, merged where possible, and the save's own bytes.</returns>
    public async Task<(MergeResult Result, Content Yours)?> CompareAsync(SaveCommand command, Head head, ETag named, Submission? own)
    {
        var theirs = await reader.ReadAsync(command.Key, head.Version) is { } newest && newest.Revision.ETag == head.ETag ? newest.Content : null;
        var (@base, isKnown) = await MergeBase.FindAsync(command, head, named, own,
            version => reader.ReadAsync(command.Key, version),
            before => reader.RevisionsAsync(command.Key, before, SomeVersions),
            sequence => reader.ShadowAsync(command.Key, command.Session!.Value, sequence));
        if (theirs is null || @base is null || command.Body is null
            || (command.Method is SaveMethod.Patch ? MergePatch.Apply(@base, command.Body) : command.Body) is not { } yours)
        {
            return null;
        }

        var result = await InTurnAsync(() => ThreeWayMerge.Merge(@base, theirs, yours, command.Policy.TextMerge));
        return (isKnown ? result : result with { Merged = null }, yours);
    }

    /// <summary>
    /// Whether the session wrote a version after its last save that is known: one without a sequence, or one that lies too far behind the head for
    /// the writer to look. The save may be a repeat of it, or an edit of it.
    /// </summary>
    public async Task<bool> WroteAfterAsync(SaveCommand command, Head head, ETag named, Submission? own) =>
        command.Session is { } session && await reader.HasByAsync(command.Key, session, (own?.ETag ?? named).Version, head.Version);

    /// <summary>Compares two versions when its turn comes.</summary>
    public Task<ContentDiff> DiffAsync(Content from, Content to) => InTurnAsync(() => ContentDiff.Between(from, to));

    public void Dispose() => _turns.Dispose();

    private async Task<T> InTurnAsync<T>(Func<T> compare)
    {
        await _turns.WaitAsync();
        try
        {
            return compare();
        }
        finally
        {
            _turns.Release();
        }
    }
}
