namespace SyncServer.Testing.PowerCut;

/// <summary>What a power cut leaves of the changes that were not synced.</summary>
public enum Survival
{
    /// <summary>None of them.</summary>
    Nothing,

    /// <summary>All of them.</summary>
    Everything,

    /// <summary>In each file those up to some point, the last of them torn.</summary>
    Prefix,

    /// <summary>Any of them, each sector for itself.</summary>
    Some,
}

/// <summary>The files of a directory, and what of them is durable, at one moment. Names are durable once the directory is synced.</summary>
public sealed class DiskState
{
    private readonly Func<string, bool> _isSynced;
    private readonly Dictionary<string, DiskFile> _names = [];
    private readonly Dictionary<string, DiskFile> _durable;
    private readonly List<Action<Dictionary<string, DiskFile>>> _unsynced = [];
    private readonly Dictionary<ulong, string> _opened = [];
    private readonly Dictionary<ulong, DiskFile> _files = [];

    internal DiskState(Dictionary<string, byte[]> files, Func<string, bool> isSynced)
    {
        _isSynced = isSynced;
        foreach (var (name, content) in files)
        {
            _names.Add(name, new DiskFile(content));
        }

        _durable = new(_names);
    }

    /// <summary>The names of the files that a process wrote through memory, so that their content is not known.</summary>
    public IEnumerable<string> Mapped => _names.Where(file => file.Value.IsMapped).Select(file => file.Key);

    /// <summary>Writes the files after a power cut into an empty directory.</summary>
    public void WriteTo(string directory, Random random, Survival survival)
    {
        var names = new Dictionary<string, DiskFile>(_durable);
        // The journal of a file system keeps the order of changes of a directory.
        var kept = survival switch
        {
            Survival.Nothing => 0,
            Survival.Everything => _unsynced.Count,
            _ => random.Next(_unsynced.Count + 1),
        };
        foreach (var change in _unsynced.Take(kept))
        {
            change(names);
        }

        foreach (var (name, file) in names)
        {
            File.WriteAllBytes(Path.Combine(directory, name), file.After(random, survival));
        }
    }

    internal void Apply(DiskRecord record)
    {
        switch (record.Kind)
        {
            case DiskRecord.Action.Opened when record.Names[0].Length > 0:
                Open(record.File, record.Names[0], _names[record.Names[0]]);
                break;
            case DiskRecord.Action.Opened:
                _opened[record.File] = "";
                _files.Remove(record.File);
                break;
            case DiskRecord.Action.Created:
                var (created, name) = (new DiskFile([]), record.Names[0]);
                Open(record.File, name, created);
                Change(names => names[name] = created);
                break;
            case DiskRecord.Action.Written or DiskRecord.Action.Resized:
                _files[record.File].Add(record);
                break;
            case DiskRecord.Action.Mapped:
                _files[record.File].IsMapped = true;
                break;
            case DiskRecord.Action.Synced:
                Sync(record.File);
                break;
            case DiskRecord.Action.Removed:
                Change(names => names.Remove(record.Names[0]));
                break;
            case DiskRecord.Action.Linked:
                var linked = _names[record.Names[0]];
                Change(names => names[record.Names[1]] = linked);
                break;
            case DiskRecord.Action.Renamed:
                var renamed = _names[record.Names[0]];
                Change(names =>
                {
                    names.Remove(record.Names[0]);
                    names[record.Names[1]] = renamed;
                });
                break;
            default:
                throw new InvalidDataException($"There is no record of the kind {record.Kind}.");
        }
    }

    private void Open(ulong inode, string name, DiskFile file) => (_opened[inode], _files[inode]) = (name, file);

    private void Change(Action<Dictionary<string, DiskFile>> change)
    {
        change(_names);
        _unsynced.Add(change);
    }

    private void Sync(ulong inode)
    {
        if (!_isSynced(_opened[inode]))
        {
            return;
        }

        if (_files.TryGetValue(inode, out var file))
        {
            file.Sync();
            return;
        }

        foreach (var change in _unsynced)
        {
            change(_durable);
        }

        _unsynced.Clear();
    }
}
