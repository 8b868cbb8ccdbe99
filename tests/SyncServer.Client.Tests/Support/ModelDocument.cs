namespace SyncServer.Client.Tests.Support;

/// <summary>A save of a whole text, or a delete.</summary>
internal sealed record ModelSave(string Session, long Sequence, long? Parent, string? IfMatch, bool Merge, string? Text, string Type);

/// <summary>A version; a tombstone has no text.</summary>
internal sealed record ModelVersion(long Number, string? Text, string Session, string Type)
{
    public string ETag => $"\"{Number}-e\"";
}

/// <summary>The decision: an outcome with its version, or a problem. The content is that of the response, or the merge that a 412 offers.</summary>
internal sealed record ModelDecision(int Status, string Name, ModelVersion? Version, string? Content = null, bool Self = false);

/// <summary>A model of one document, decided by the steps of docs/protocol.md, section 4. It has full saves only.</summary>
internal sealed class ModelDocument
{
    private readonly List<ModelVersion> _versions = [];
    private readonly Dictionary<string, Record> _sessions = new(StringComparer.Ordinal);
    private long _runBase;
    private long _lastDelete;

    public IReadOnlyList<ModelVersion> Versions => _versions;

    public ModelVersion? Head => _versions.Count > 0 ? _versions[^1] : null;

    /// <summary>Called for each version before it is written.</summary>
    public Action<ModelSave, ModelVersion> Writing { get; set; } = (_, _) => { };

    public ModelDecision Decide(ModelSave save, bool inWindow)
    {
        var record = _sessions.GetValueOrDefault(save.Session);
        if (record?.Accepted.TryGetValue(save.Sequence, out var before) is true)
        {
            return before.Text == save.Text ? Success("replayed", before.Version, save) : new ModelDecision(422, "sequence-reused", null);
        }

        if (record is not null && save.Sequence < record.Last.Sequence)
        {
            var last = record.Last.Version;
            return new ModelDecision(last.Text is null ? 204 : 200, "superseded", last, last.Text);
        }

        if (Head is not { } head)
        {
            return save.Text is null ? new ModelDecision(404, "not-found", null)
                : save.IfMatch is null ? Write(save, "created", save.Text) : new ModelDecision(412, "edit-conflict", null);
        }

        var named = save.IfMatch is null ? 0 : _versions.Find(version => version.ETag == save.IfMatch)?.Number;
        var isSession = head.Session == save.Session && inWindow && named >= _runBase && named <= head.Number;
        if (head.Text is null)
        {
            return save.Text is not null && (named == head.Number || isSession) ? Write(save, "created", save.Text) : Refuse(save, named, merged: null);
        }

        if (named == head.Number || isSession)
        {
            return Write(save, save.Text is null ? "deleted" : named == head.Number ? "verified" : "session", save.Text);
        }

        var merged = named is { } b && head.Type == save.Type ? Merge(save, record, b, head.Text) : null;
        return save.Merge && merged is not null ? Write(save, "merged", merged) : Refuse(save, named, merged);
    }

    /// <summary>Merges by line; null where the changes overlap.</summary>
    public static string? Merge(string before, string theirs, string ours)
    {
        var (b, t, o) = (before.Split('\n'), theirs.Split('\n'), ours.Split('\n'));
        if (b.Length != t.Length || b.Length != o.Length)
        {
            return null;
        }

        var lines = b.Select((line, n) => line == o[n] || t[n] == o[n] ? t[n] : line == t[n] ? o[n] : null).ToList();
        return lines.Contains(null) ? null : string.Join('\n', lines);
    }

    private string? Merge(ModelSave save, Record? record, long named, string head)
    {
        if (save.Text is null || named < _lastDelete || (record is not null && (record.Submission is null || record.Last.Named > named)))
        {
            return null;
        }

        if (save.Parent is { } parent)
        {
            return parent == record?.Last.Sequence && record.Last.Version.Number > _lastDelete ? Merge(record.Submission!, head, save.Text) : null;
        }

        var isOnIt = record is null || record.Last.Version.Number <= named;
        return isOnIt && named > 0 && _versions[(int)named - 1].Text is { } content ? Merge(content, head, save.Text) : null;
    }

    private ModelDecision Refuse(ModelSave save, long? named, string? merged) => new(
        412, "edit-conflict", null, merged, named is { } b && _versions.Skip((int)b).All(version => version.Session == save.Session));

    private ModelDecision Write(ModelSave save, string outcome, string? text)
    {
        var record = _sessions.TryGetValue(save.Session, out var found) ? found : _sessions[save.Session] = new Record();
        var version = Head;
        if (version is null || text is null || version.Text != text || version.Type != save.Type)
        {
            version = new ModelVersion(_versions.Count + 1, text, save.Session, save.Type);
            Writing(save, version);
            if (Head is null || Head.Text is null || Head.Session != save.Session)
            {
                _runBase = _versions.Count;
            }

            _versions.Add(version);
            _lastDelete = text is null ? version.Number : _lastDelete;
        }
        else
        {
            outcome = outcome is "merged" ? "merged" : "unchanged";
        }

        var named = save.IfMatch is null ? 0 : _versions.Find(one => one.ETag == save.IfMatch)!.Number;
        record.Last = (save.Sequence, version, named);
        record.Accepted[save.Sequence] = (save.Text, version);
        record.Submission = save.Text;
        return Success(outcome, version, save);
    }

    private static ModelDecision Success(string outcome, ModelVersion version, ModelSave save) =>
        new(200, outcome, version, version.Text == save.Text && outcome is not "merged" ? null : version.Text);

    /// <summary>A session record.</summary>
    private sealed class Record
    {
        public (long Sequence, ModelVersion Version, long Named) Last { get; set; }

        public Dictionary<long, (string? Text, ModelVersion Version)> Accepted { get; } = [];

        public string? Submission { get; set; }
    }
}
