using SyncServer.Core.Documents;
using SyncServer.Core.Merging;
using SyncServer.Core.Ports;
using SyncServer.Core.Saving;

namespace SyncServer.Saving;

/// <summary>Puts stale saves together with the head that they met (protocol 4.9). It reads and computes outside of the writer's turn.</summary>
internal sealed class Merging(IDocumentReader reader) : IDisposable
{
    // A merge may take all of a processor for some milliseconds: the rest serve.
    private readonly SemaphoreSlim _turns = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <summary>Merges a save.</summary>
    public async Task<Merge> MergeAsync(SaveCommand command, SaveDecision.Stale stale)
    {
        var head = stale.Head.ETag;
        if (await SidesAsync(command, head, stale.Base, stale.Own) is not var (@base, theirs, yours))
        {
            return new Merge(head, Submitted: null, Merged: null);
        }

        var merged = await CompareAsync(@base, theirs, yours, command.Policy.TextMerge);
        return new Merge(head, command.Method is SaveMethod.Restore ? null : yours, merged.Merged);
    }

    /// <summary>Compares three versions when its turn comes.</summary>
    public Task<MergeResult> CompareAsync(Content @base, Content theirs, Content yours, IReadOnlyList<JsonPointer> textPaths) =>
        InTurnAsync(() => ThreeWayMerge.Merge(@base, theirs, yours, textPaths));

    /// <summary>Compares two versions when its turn comes.</summary>
    public Task<ContentDiff> DiffAsync(Content from, Content to) => InTurnAsync(() => ContentDiff.Between(from, to));

    /// <summary>What a stale save was made on, the head, and what it makes of the former; null where one of them is not kept or no PUT or PATCH made it.</summary>
    /// <param name="command">The save.</param>
    /// <param name="head">The head that it met.</param>
    /// <param name="named">The version that it names.</param>
    /// <param name="own">The session's last accepted save after that version.</param>
    public async Task<(Content Base, Content Theirs, Content Yours)?> SidesAsync(SaveCommand command, ETag head, ETag named, Submission? own)
    {
        var theirs = await ContentAsync(command.Key, head);
        var @base = await SubmittedAsync(command, named, own) ?? await ContentAsync(command.Key, named);
        if (theirs is null || @base is null || command.Body is null)
        {
            return null;
        }

        return (command.Method is SaveMethod.Patch ? MergePatch.Apply(@base, command.Body) : command.Body) is { } yours ? (@base, theirs, yours) : null;
    }

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

    /// <summary>
    /// What the session last submitted: a client with saves in flight goes on from what it sent, not from what was stored. Not where it has
    /// seen more of others since, as a base without that would take their words for its own.
    /// </summary>
    private async Task<Content?> SubmittedAsync(SaveCommand command, ETag named, Submission? own)
    {
        if (own is null || command.Session is not { } session)
        {
            return null;
        }

        var shadow = await reader.ShadowAsync(command.Key, session, own.Sequence);
        if (shadow is null && await reader.ReadAsync(command.Key, own.ETag.Version) is ({ IsAsSubmitted: true, Base: { } made } version, { } content) && version.Session == session)
        {
            shadow = new Shadow(made, content);
        }

        return shadow is not null && await Knowledge.IsSameAsync(session, shadow.Base, named.Version, async v => (await reader.ReadAsync(command.Key, v))?.Revision)
            ? shadow.Content
            : null;
    }

    private async Task<Content?> ContentAsync(DocumentKey key, ETag etag) =>
        await reader.ReadAsync(key, etag.Version) is { } version && version.Revision.ETag == etag ? version.Content : null;
}
