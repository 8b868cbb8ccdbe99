using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using SyncServer.Client;

namespace SyncServer.Testing.Faults;

/// <summary>The contents of a disk, which are kept when a program is killed.</summary>
public sealed class Disk
{
    /// <summary>The serialized drafts.</summary>
    public ConcurrentDictionary<DraftKey, byte[]> Files { get; } = new();

    /// <summary>The drafts.</summary>
    public IEnumerable<Draft> Drafts => Files.Select(file => Draft.FromBytes(file.Value) with { User = file.Key.User });

    /// <summary>The drafts with unsaved changes.</summary>
    public IEnumerable<Draft> Unsaved => Drafts.Where(draft => draft.IsUnsaved);

    /// <summary>Stores a draft.</summary>
    public void Write(Draft draft) => Files[draft.Key] = draft.ToBytes();
}

/// <summary>The draft store of a program that can be killed: from then on it writes nothing.</summary>
public sealed class KillableDraftStore(Disk disk) : IDraftStore
{
    private readonly Lock _gate = new();
    private bool _isKilled;

    public void Kill()
    {
        lock (_gate)
        {
            _isKilled = true;
        }
    }

    public ValueTask<Draft?> ReadAsync(DraftKey key, CancellationToken cancellation) =>
        new(disk.Files.TryGetValue(key, out var bytes) ? Draft.FromBytes(bytes) with { User = key.User } : null);

    public async IAsyncEnumerable<Draft> ReadUnsavedAsync(string user, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.Yield();
        foreach (var draft in disk.Unsaved.Where(draft => draft.Key.User == user))
        {
            yield return draft;
        }
    }

    public async ValueTask WriteAsync(Draft draft, CancellationToken cancellation)
    {
        await Task.Yield();
        await DoAsync(() => disk.Write(draft));
    }

    public async ValueTask DeleteAsync(DraftKey key, CancellationToken cancellation) => await DoAsync(() => disk.Files.TryRemove(key, out _));

    public async ValueTask ClearAsync(string user, CancellationToken cancellation) => await DeleteAsync(draft => draft.Key.User == user);

    public async ValueTask DeleteExpiredAsync(DateTimeOffset writtenBefore, CancellationToken cancellation) => await DeleteAsync(draft => draft.WrittenAt < writtenBefore);

    private async Task DeleteAsync(Func<Draft, bool> matches) => await DoAsync(() =>
    {
        foreach (var draft in disk.Drafts.Where(matches).ToList())
        {
            disk.Files.TryRemove(draft.Key, out _);
        }
    });

    private async Task DoAsync(Action change)
    {
        lock (_gate)
        {
            if (!_isKilled)
            {
                change();
                return;
            }
        }

        await Task.Delay(Timeout.Infinite);
    }
}
