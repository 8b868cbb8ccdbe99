namespace SyncServer.Core.Merging.RichText;

/// <summary>A part of a line with the same marks: text, or an embedded node such as an image, a mention or a line break.</summary>
/// <param name="Text">The text; of an embedded node, its source in the format of the document, without its marks.</param>
/// <param name="Marks">The marks.</param>
/// <param name="EmbedType">The type of an embedded node; null for text.</param>
internal readonly record struct Run(string Text, MarkSet Marks, string? EmbedType = null);
