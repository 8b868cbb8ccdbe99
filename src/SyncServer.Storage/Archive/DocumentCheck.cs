using System.Globalization;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Storage.Archive;

/// <summary>
/// Checks the history of one document: every version can be read, and its bytes are those that its columns say. Reads the history as a stream, and holds the
/// content of one version.
/// </summary>
/// <param name="document">The document.</param>
internal sealed class DocumentCheck(ArchivedDocument document)
{
    private readonly List<Fault> _faults = [];
    private readonly Dictionary<long, string> _nonces = [];
    private ArchivedVersion? _newest;
    private ArchivedVersion? _creation;
    // The newest tombstone before the newest version.
    private long _tombstone;
    // The bytes of the newest version; null after a payload that could not be applied.
    private byte[]? _content;

    /// <summary>The document.</summary>
    public DocumentKey Key => document.Key;

    /// <summary>The faults that were found so far.</summary>
    public IReadOnlyList<Fault> Faults => _faults;

    /// <summary>The faults of a whole history.</summary>
    public static IReadOnlyList<Fault> Of(IEnumerable<ArchiveRecord> history)
    {
        var check = new DocumentCheck((ArchivedDocument)history.First());
        foreach (var record in history)
        {
            check.Add(record);
        }

        check.Complete();
        return check.Faults;
    }

    /// <summary>Checks the next record.</summary>
    public void Add(ArchiveRecord record)
    {
        switch (record)
        {
            case ArchivedDocument:
                Expect(DocumentKey.IsCollection(document.Collection) && DocumentKey.IsId(document.Id), "its name is not valid");
                Expect(document.CreatedBy.Id.Length > 0, "its creator is missing");
                break;
            case ArchivedVersion version:
                CheckOrder(version);
                CheckColumns(version);
                CheckContent(version);
                _tombstone = _newest is { Deleted: true } ? _newest.Version : _tombstone;
                _creation = version.Version == document.CreatedVersion ? version : _creation;
                _nonces[version.Version] = version.Nonce;
                _newest = version;
                break;
            case ArchivedSession session:
                CheckSession(session);
                break;
            case ArchivedConflict conflict:
                CheckConflict(conflict);
                break;
        }
    }

    /// <summary>Checks what all records say together.</summary>
    public void Complete()
    {
        if (_newest is null)
        {
            Report("it has no versions");
            return;
        }

        // The version may be thinned or erased, and so may a tombstone before it.
        Expect(
            document.CreatedVersion > _tombstone && document.CreatedVersion <= _newest.Version && _creation is null or { Outcome: SaveOutcome.Created },
            $"its row says that version {document.CreatedVersion} created it, which it did not");
        Expect(
            _creation is null || (_creation.SavedAt == document.CreatedAt && _creation.SavedBy == document.CreatedBy), "its row names another time or creator than the version that created it");
        Expect(_newest.RunBase < _newest.Version, $"its last run begins after version {_newest.RunBase}, which is not before its newest version {_newest.Version}");
        Expect(
            document.Head is not { } head || head with { Position = _newest.Position, Digest = _newest.Digest, Payload = _newest.Payload } == _newest,
            $"its row does not equal its newest version {_newest.Version}");
    }

    private void CheckOrder(ArchivedVersion version)
    {
        var (before, position) = (_newest?.Version ?? 0, _newest?.Position ?? 0);
        Expect(version.Version > before, version, $"does not follow version {before}");
        Expect(version.Position > position, version, $"has position {version.Position}, which is not after {position}");
        if (StartsSegment(version))
        {
            Expect(version.Snapshot > before && version.Snapshot <= version.Version, version, $"refers to snapshot {version.Snapshot}, which does not exist");
            _content = [];
        }

        Expect(version.Version - version.Snapshot < Chain.MaxLength, version, $"is too far from its snapshot {version.Snapshot}");
        Expect(StartsSegment(version) || (!version.Deleted && !_newest!.Deleted), version, $"is a delta to or from a deleted version");
    }

    private void CheckColumns(ArchivedVersion version)
    {
        Expect(IsHex(version.Nonce, sizeof(ulong)), version, "has no valid ETag");
        Expect(version.SavedBy.Id.Length > 0, version, "has no author");
        Expect(version.Session is null || IsHex(version.Session, SessionKey.Size), version, "has a session of the wrong length");
        Expect((version.Sequence is null) == (version.Digest is null), version, "has a sequence without a digest, or a digest without a sequence");
        Expect(version.Sequence is null or > 0, version, $"has the sequence {version.Sequence}");
        Expect(version.Base is null || (version.Base >= 0 && version.Base < version.Version), version, $"was made on version {version.Base}");
        Expect(Enum.IsDefined(version.Outcome) && version.Outcome is not (SaveOutcome.Unchanged or SaveOutcome.Replayed or SaveOutcome.Superseded), version, $"has the outcome {(int)version.Outcome}");
        Expect(version.Outcome is not SaveOutcome.Deleted || version.Deleted, version, "has the outcome of a delete, but is not deleted");
        Expect(version.Deleted == (version.ContentType.Length == 0), version, "has a content type and is deleted, or has none");
    }

    private void CheckContent(ArchivedVersion version)
    {
        var splices = version.Payload.ToSplices();
        Expect(splices is not null, version, "has a payload that is not a list of splices");
        foreach (var splice in splices ?? [])
        {
            var applies = _content is null || (splice.Prefix >= 0 && splice.Suffix >= 0 && (long)splice.Prefix + splice.Suffix <= _content.Length);
            Expect(applies, version, $"keeps {(long)splice.Prefix + splice.Suffix} bytes of {_content?.Length}");
            _content = applies && _content is not null ? splice.Apply(_content) : null;
        }

        _content = splices is null ? null : _content;
        if (_content is not null)
        {
            Expect(_content.Length == version.Size, version, $"has {_content.Length} bytes, but should have {version.Size}");
            // The digest is of the request: method, type and body. Only for some saves are they what is stored.
            var digest = version is { Deleted: true, Outcome: SaveOutcome.Deleted } ? Digest.Of("DELETE", "", [])
                : version is { IsFull: true, IsSubmission: true, Deleted: false } ? Digest.Of("PUT", version.ContentType, _content)
                : default(Digest?);
            Expect(
                version.Digest is null || (IsHex(version.Digest, SessionKey.Size) && (digest is null || Digest.FromBytes(Convert.FromHexString(version.Digest)) == digest)),
                version, "has bytes that do not have its digest");
        }
    }

    private void CheckSession(ArchivedSession session)
    {
        var name = $"the record of session {session.Session}";
        Expect(IsHex(session.Session, SessionKey.Size), $"{name} has a key of the wrong length");
        Expect((session.SubmissionType is null) == (session.SubmissionBody is null), $"{name} has half a submission");
        if (SessionBlob.TryUnpack(session.Record, session.AcceptedAt) is not { } record)
        {
            Report($"{name} is not readable");
            return;
        }

        var saves = record.Saves.Append(record.HighestFull).OfType<RecordedSave>().Select(save => save.ETag);
        foreach (var etag in record.Submission?.ETag is { Version: > 0 } submitted ? saves.Append(submitted) : saves)
        {
            Expect(
                etag.Version <= _newest?.Version && (!_nonces.TryGetValue(etag.Version, out var nonce) || ulong.Parse(nonce, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) == etag.Nonce), $"{name} refers to version {etag}, which does not exist");
        }

        Expect(record.LastVersion <= _newest?.Version, $"{name} ends with version {record.LastVersion}, which does not exist");
    }

    private void CheckConflict(ArchivedConflict conflict)
    {
        Expect(ConflictId.TryParse(conflict.Conflict, out _), $"the conflict {conflict.Conflict} has no valid id");
        Expect(Enum.IsDefined(conflict.Kind), $"the conflict {conflict.Conflict} has the kind {(int)conflict.Kind}");
        Expect(
            conflict.Head <= _newest?.Version && !(conflict.Base > _newest.Version) && !(conflict.Settled?.Version > _newest.Version),
            $"the conflict {conflict.Conflict} refers to a version that does not exist");
    }

    private bool StartsSegment(ArchivedVersion version) => _newest is null || version.Snapshot != _newest.Snapshot;

    private void Expect(bool holds, ArchivedVersion version, string otherwise)
    {
        if (!holds)
        {
            _faults.Add(new Fault($"{document.Collection}/{document.Id} version {version.Version}", otherwise));
        }
    }

    private void Expect(bool holds, string otherwise)
    {
        if (!holds)
        {
            Report(otherwise);
        }
    }

    private void Report(string what) => _faults.Add(Fault.Of(document.Key, what));

    private static bool IsHex(string text, int bytes) => text.Length == bytes * 2 && text.All(char.IsAsciiHexDigitLower);
}
