namespace SyncServer.Core.Merging.Json;

/// <summary>Collects the changes that a walk finds, up to <see cref="MergeLimits.Changes"/>.</summary>
internal sealed class ChangeList
{
    private readonly List<FieldChange> _changes = [];
    private int _pathCharacters;

    /// <summary>Whether added changes are ignored, because they are within a value that is reported as one change.</summary>
    public bool Muted { get; set; }

    /// <summary>Whether a limit was exceeded.</summary>
    public bool AreTooMany { get; private set; }

    /// <summary>Adds a change.</summary>
    public void Add(Place place, Sides<JsonValue> values, ChangedBy by, bool overlaps)
    {
        if (Muted || AreTooMany)
        {
            return;
        }

        Add(new FieldChange(place.ToPointer(), values.Base.Raw, values.Theirs.Raw, values.Yours.Raw, by, overlaps), place.Length);
    }

    /// <summary>Adds a change of a value that is not a value of the documents.</summary>
    public void Add(FieldChange change, int pathLength)
    {
        if (Muted || AreTooMany)
        {
            return;
        }

        _pathCharacters += pathLength;
        AreTooMany = _changes.Count == MergeLimits.Changes || _pathCharacters > MergeLimits.PathCharacters;
        if (!AreTooMany)
        {
            _changes.Add(change);
        }
    }

    /// <summary>The changes; if there are too many, one change of the whole document.</summary>
    public IReadOnlyList<FieldChange> ToList(Sides<JsonValue> documents, bool overlaps)
    {
        if (!AreTooMany)
        {
            return _changes;
        }

        var by = documents.Base.Span.SequenceEqual(documents.Theirs.Span) ? ChangedBy.Yours
            : documents.Base.Span.SequenceEqual(documents.Yours.Span) ? ChangedBy.Theirs
            : ChangedBy.Both;
        return [new FieldChange(JsonPointer.Root, documents.Base.Raw, documents.Theirs.Raw, documents.Yours.Raw, by, overlaps)];
    }
}
