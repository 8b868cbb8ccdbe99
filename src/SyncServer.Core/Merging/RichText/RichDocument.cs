namespace SyncServer.Core.Merging.RichText;

/// <summary>A document of rich text: its lines, each with the containers around it.</summary>
/// <param name="Root">The document itself.</param>
/// <param name="Lines">The lines in order.</param>
internal sealed record RichDocument(Container Root, IReadOnlyList<Line> Lines);
