namespace SyncServer.Core.Merging.Json;

/// <summary>The changes that a walk finds, as long as they are few enough to tell apart.</summary>
internal sealed class ChangeList
{
    private readonly List<FieldChange> _changes = [];
    private int _pathCharacters;

    /// <summary>Whether what is added is left out, as it lies in something that is told as a whole.</summary>
    public bool Muted { get; set; }

    /// <summary>Whether they are too many to tell apart.</summary>
    public bool AreTooMany { get; private set; }

    /// <summary>Adds a change.</summary>
    public void Add(Place place, Sides<JsonValue> values, ChangedBy by, bool overlaps)
    {
        if (Muted || AreTooMany)
        {
            return;
        }

        _pathCharacters += place.Length;
        AreTooMany = _changes.Count == MergeLimits.Changes || _pathCharacters > MergeLimits.PathCharacters;
        if (!AreTooMany)
        {
            _changes.Add(new FieldChange(place.ToPointer(), values.Base.Raw, values.Theirs.Raw, values.Yours.Raw, by, overlaps));
        }
    }

    /// <summary>The changes; the whole documents as one where they were too many.</summary>
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
