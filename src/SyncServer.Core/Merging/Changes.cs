namespace SyncServer.Core.Merging;

/// <summary>Who changed something since the base.</summary>
public enum ChangedBy
{
    /// <summary>Whoever wrote the head.</summary>
    Theirs,

    /// <summary>Whoever sent the request.</summary>
    Yours,

    /// <summary>Both.</summary>
    Both,
}

/// <summary>
/// A value of a JSON document that differs from the base (protocol 5). Values are raw JSON as it was written; null is a value that is
/// not there, never the JSON value <c>null</c>.
/// </summary>
/// <param name="Path">
/// Where. An element of an array is named by its index in the base; one that a side added, by its index in that side (the head's, where both did).
/// </param>
/// <param name="Base">What the base has there.</param>
/// <param name="Theirs">What the head has there.</param>
/// <param name="Yours">What the request has there.</param>
/// <param name="By">Whose value differs from the base's.</param>
/// <param name="Overlaps">Whether both made something different of it, and it cannot be merged.</param>
public sealed record FieldChange(
    JsonPointer Path, ReadOnlyMemory<byte>? Base, ReadOnlyMemory<byte>? Theirs, ReadOnlyMemory<byte>? Yours, ChangedBy By, bool Overlaps);

/// <summary>Lines of a text that differ from the base (protocol 5). Texts hold whole lines with their line ends; no lines are the empty text.</summary>
/// <param name="Line">The first of the base's lines, from 1. Where it has none of them, the line that it comes before.</param>
/// <param name="Count">How many of the base's lines.</param>
/// <param name="Base">The base's lines.</param>
/// <param name="Theirs">The head's lines in that place.</param>
/// <param name="Yours">The request's lines in that place.</param>
/// <param name="By">Whose lines differ from the base's.</param>
/// <param name="Overlaps">Whether both made something different of them, and it cannot be merged.</param>
public sealed record LineChange(int Line, int Count, string Base, string Theirs, string Yours, ChangedBy By, bool Overlaps);

/// <summary>A value of a JSON document that differs between two versions (protocol 6), as raw JSON; null where it is not there.</summary>
/// <param name="Path">Where. An element of an array is named by its index in the older version; an added one, by its index in the newer.</param>
/// <param name="From">The older version's value.</param>
/// <param name="To">The newer version's value.</param>
public sealed record FieldEdit(JsonPointer Path, ReadOnlyMemory<byte>? From, ReadOnlyMemory<byte>? To);

/// <summary>Lines of a text that differ between two versions (protocol 6), with their line ends.</summary>
/// <param name="Line">The first of the older version's lines, from 1. Where it has none of them, the line that they come before.</param>
/// <param name="Count">How many of the older version's lines.</param>
/// <param name="From">The older version's lines.</param>
/// <param name="To">The newer version's lines.</param>
public sealed record LineEdit(int Line, int Count, string From, string To);
