namespace SyncServer.Client.Saving;

/// <summary>
/// The changes that are in no save yet, oldest first; null is a delete. A newer content replaces the one before it; a delete between two contents stays, because what
/// follows it is a new document.
/// </summary>
internal sealed class PendingChanges
{
    private readonly List<SyncContent?> _contents = [];

    /// <summary>How many saves they need.</summary>
    public int Count => _contents.Count;

    /// <summary>The content of the next save.</summary>
    public SyncContent? First => _contents[0];

    /// <summary>Removes the content of the next save.</summary>
    public SyncContent? Dequeue()
    {
        var first = _contents[0];
        _contents.RemoveAt(0);
        return first;
    }

    /// <summary>Adds a change.</summary>
    public void Add(SyncContent? content)
    {
        if (_contents.Count > 0 && _contents[^1] is null == content is null)
        {
            _contents[^1] = content;
        }
        else
        {
            _contents.Add(content);
        }
    }

    /// <summary>Adds the changes of a draft.</summary>
    public void AddRange(IEnumerable<SyncContent?> contents) => _contents.AddRange(contents);

    /// <summary>Takes back the content of a refused save, unless a newer change replaces it.</summary>
    public void Requeue(SyncContent? content)
    {
        if (_contents.Count == 0 || _contents[0] is null != content is null)
        {
            _contents.Insert(0, content);
        }
    }

    /// <summary>Replaces all changes by one.</summary>
    public void ReplaceWith(SyncContent? content)
    {
        _contents.Clear();
        _contents.Add(content);
    }

    /// <summary>Discards all changes.</summary>
    public void Clear() => _contents.Clear();

    /// <summary>A copy.</summary>
    public IReadOnlyList<SyncContent?> ToList() => [.. _contents];
}
