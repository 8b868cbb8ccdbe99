using SyncServer.Client.Http;
using SyncServer.Client.Saving;

namespace SyncServer.Client;

// The choices of a SyncConflict.
public sealed partial class SyncDocument
{
    internal async Task<SyncStatus> ResolveAsync(SyncConflict conflict, Action<SaveStateMachine> resolve, CancellationToken cancellation) => await _autosave.FlushAsync(
        machine =>
        {
            ExpectPending(machine, conflict);
            resolve(machine);
        },
        cancellation).ConfigureAwait(false);

    internal async Task<SyncStatus> TakeTheirsAsync(SyncConflict conflict, CancellationToken cancellation)
    {
        await ReplaceAsync(conflict, machine => machine.Adopt(conflict.Response.Current, conflict.Theirs), cancellation).ConfigureAwait(false);
        return Status;
    }

    internal async Task<SyncStatus> MergeAsync(SyncConflict conflict, CancellationToken cancellation)
    {
        await ReplaceAsync(
            conflict,
            machine =>
            {
                if (!conflict.Mergeable)
                {
                    throw new InvalidOperationException("This conflict cannot be merged.");
                }

                if (machine.IsContentOfConflict && ConflictProblem.Merged(conflict.Problem) is { } merged)
                {
                    machine.Replace(merged);
                    machine.ResolveOnCurrent(merge: null);
                }
                else
                {
                    machine.LetServerMerge();
                }
            },
            cancellation).ConfigureAwait(false);
        return await FlushAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Whether the content is still the one that was refused.</summary>
    internal bool IsContentOf(SyncConflict conflict) => _autosave.Read(machine => machine.Conflict == conflict.Response && machine.IsContentOfConflict);

    internal void Postpone(SyncConflict conflict) => _autosave.Update(machine =>
    {
        ExpectPending(machine, conflict);
        machine.Postpone();
    });

    private Task ReplaceAsync(SyncConflict conflict, Action<SaveStateMachine> resolve, CancellationToken cancellation) => ReplaceAsync(
        machine =>
        {
            ExpectPending(machine, conflict);
            resolve(machine);
        },
        conflict.Version,
        conflict.SavedBy,
        cancellation);

    /// <summary>Changes the state in the dispatcher, as that may replace the content.</summary>
    private async Task ReplaceAsync(Action<SaveStateMachine> change, long version, SyncPerson? savedBy, CancellationToken cancellation)
    {
        var resolved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _autosave.Post(() =>
        {
            SyncContent? before = null, after = null;
            try
            {
                _autosave.Update(machine =>
                {
                    before = machine.Content;
                    change(machine);
                    after = machine.Content;
                });
                resolved.SetResult();
            }
            catch (Exception e)
            {
                resolved.SetException(e);
                return;
            }

            if (!Equals(before, after))
            {
                RaiseRemoteChanged(new RemoteChange(version, after, Applied: true, savedBy));
            }
        });
        await resolved.Task.WaitAsync(cancellation).ConfigureAwait(false);
    }

    private static void ExpectPending(SaveStateMachine machine, SyncConflict conflict)
    {
        if (machine.Closed || machine.Conflict != conflict.Response)
        {
            throw new InvalidOperationException("This conflict is already resolved.");
        }
    }
}
