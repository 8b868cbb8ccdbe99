using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using SyncServer.Client;

namespace SyncServer.Testing.Faults;

/// <summary>The content of a disk, which outlives the processes that write to it.</summary>
public sealed class Disk
{
    public ConcurrentDictionary<string, byte[]> Files { get; } = new();
}

/// <summary>The draft store of a simulated process. After it is killed, it does nothing.</summary>
public sealed class MortalDrafts(Disk disk) : IDraftStore
{
    private readonly Lock _gate = new();
    private bool _dead;

    public void Kill()
    {
        lock (_gate)
        {
            _dead = true;
        }
    }

    public ValueTask<Draft?> ReadAsync(string collection, string id, CancellationToken cancellation) =>
        new(disk.Files.TryGetValue($"{collection}/{id}", out var bytes) ? Draft.FromBytes(bytes) : null);

    public async IAsyncEnumerable<Draft> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.Yield();
        foreach (var bytes in disk.Files.Values)
        {
            yield return Draft.FromBytes(bytes);
        }
    }

    public async ValueTask WriteAsync(Draft draft, CancellationToken cancellation)
    {
        await Task.Yield();
        await DoAsync(() => disk.Files[$"{draft.Collection}/{draft.Id}"] = draft.ToBytes());
    }

    public async ValueTask DeleteAsync(string collection, string id, CancellationToken cancellation) =>
        await DoAsync(() => disk.Files.TryRemove($"{collection}/{id}", out _));

    private async Task DoAsync(Action change)
    {
        lock (_gate)
        {
            if (!_dead)
            {
                change();
                return;
            }
        }

        await Task.Delay(Timeout.Infinite);
    }
}
