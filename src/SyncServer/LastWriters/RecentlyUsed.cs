using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace SyncServer.LastWriters;

/// <summary>A dictionary of bounded size: what is not written while half of it fills is dropped.</summary>
/// <param name="most">How many entries it may hold.</param>
internal sealed class RecentlyUsed<TKey, TValue>(int most)
    where TKey : notnull
{
    private ConcurrentDictionary<TKey, TValue> _young = new();
    private ConcurrentDictionary<TKey, TValue> _old = new();

    // The dictionary counts itself by taking all its locks.
    private int _count;

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value) => _young.TryGetValue(key, out value) || _old.TryGetValue(key, out value);

    public void Put(TKey key, TValue value)
    {
        if (_count >= most / 2)
        {
            (_old, _young, _count) = (_young, new(), 0);
        }

        if (_young.TryAdd(key, value))
        {
            Interlocked.Increment(ref _count);
        }
        else
        {
            _young[key] = value;
        }
    }

    public void Remove(TKey key)
    {
        _young.TryRemove(key, out _);
        _old.TryRemove(key, out _);
    }
}
