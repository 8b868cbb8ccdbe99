using SyncServer.Client.Http;
using SyncServer.Client.Saving;

namespace SyncServer.Client;

// The choices of a SyncConflict.
public sealed partial class SyncDocument
{
    internal async Task<SyncStatus> SettleAsync(SyncConflict conflict, Action<Edits> settle, CancellationToken cancellation) => await _autosave.FlushAsync(
        edits =>
        {
            ExpectStanding(edits, conflict);
            settle(edits);
        },
        cancellation).ConfigureAwait(false);

    internal async Task<SyncStatus> TakeTheirsAsync(SyncConflict conflict, CancellationToken cancellation)
    {
        await ReplaceAsync(conflict, edits => edits.GiveUp(conflict.Answer.Current, conflict.Theirs), cancellation).ConfigureAwait(false);
        return Status;
    }

    internal async Task<SyncStatus> MergeAsync(SyncConflict conflict, CancellationToken cancellation)
    {
        await ReplaceAsync(
            conflict,
            edits =>
            {
                if (!conflict.Mergeable)
                {
                    throw new InvalidOperationException("This conflict cannot be merged.");
                }

                if (edits.IsAsSent && Conflicts.Merged(conflict.Problem) is { } merged)
                {
                    edits.Replace(merged);
                    edits.Overwrite(_options.Merge);
                }
                else
                {
                    edits.LetMerge();
                }
            },
            cancellation).ConfigureAwait(false);
        return await FlushAsync(cancellation).ConfigureAwait(false);
    }

    internal void Postpone(SyncConflict conflict) => _autosave.Step(edits =>
    {
        ExpectStanding(edits, conflict);
        edits.Postpone();
    });

    /// <summary>Settles a conflict in a turn of the listeners, as that may replace the content.</summary>
    private async Task ReplaceAsync(SyncConflict conflict, Action<Edits> settle, CancellationToken cancellation)
    {
        var settled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _autosave.Post(() =>
        {
            SyncContent? before = null, after = null;
            try
            {
                _autosave.Step(edits =>
                {
                    ExpectStanding(edits, conflict);
                    before = edits.Content;
                    settle(edits);
                    after = edits.Content;
                });
                settled.SetResult();
            }
            catch (InvalidOperationException e)
            {
                settled.SetException(e);
                return;
            }

            if (!Equals(before, after))
            {
                RemoteChanged?.Invoke(this, new RemoteChange(conflict.Version, after, Applied: true, conflict.SavedBy));
            }
        });
        await settled.Task.WaitAsync(cancellation).ConfigureAwait(false);
    }

    private static void ExpectStanding(Edits edits, SyncConflict conflict)
    {
        if (edits.Closed || edits.Conflict != conflict.Answer)
        {
            throw new InvalidOperationException("This conflict is resolved already.");
        }
    }
}
