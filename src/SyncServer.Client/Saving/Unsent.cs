namespace SyncServer.Client.Saving;

/// <summary>What was typed and not sent, oldest first; null is a delete. Two saves are never neighbours: the newer one holds all of the older.</summary>
internal sealed class Unsent
{
    private readonly List<SyncContent?> _contents = [];

    /// <summary>How many saves it takes.</summary>
    public int Count => _contents.Count;

    /// <summary>What goes next.</summary>
    public SyncContent? First => _contents[0];

    /// <summary>Takes what goes next.</summary>
    public SyncContent? Take()
    {
        var first = _contents[0];
        _contents.RemoveAt(0);
        return first;
    }

    /// <summary>Something was typed.</summary>
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

    /// <summary>Adds all of a draft.</summary>
    public void AddRange(IEnumerable<SyncContent?> contents) => _contents.AddRange(contents);

    /// <summary>What was sent was refused: it goes next, unless something newer of its kind does.</summary>
    public void TakeBack(SyncContent? content)
    {
        if (_contents.Count == 0 || _contents[0] is null != content is null)
        {
            _contents.Insert(0, content);
        }
    }

    /// <summary>Gives all of it up.</summary>
    public void Clear() => _contents.Clear();

    /// <summary>A copy.</summary>
    public IReadOnlyList<SyncContent?> ToList() => [.. _contents];
}
