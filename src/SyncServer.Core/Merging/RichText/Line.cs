using System.Text;

namespace SyncServer.Core.Merging.RichText;

/// <summary>A block without blocks in it: a paragraph, a heading, a line of code, or a node without text such as an image. A document is a sequence of lines.</summary>
/// <param name="Parent">The container around it.</param>
/// <param name="Type">The type of the node.</param>
/// <param name="Header">The node without its content, in the format of the document.</param>
/// <param name="Runs">The text; null for a node without text.</param>
/// <param name="Raw">The node as written; null if the format does not write a line in one piece.</param>
/// <param name="Id">An id that identifies it in all versions; null if there is none.</param>
internal sealed record Line(Container Parent, string Type, string Header, IReadOnlyList<Run>? Runs, string? Raw, string? Id)
{
    private string? _text;
    private string? _key;

    /// <summary>The containers around it, the outermost first, without the document.</summary>
    public IReadOnlyList<Container> Containers => Parent.WithAncestors;

    /// <summary>Whether it is a node without text.</summary>
    public bool IsAtom => Runs is null;

    /// <summary>The text, as a reader sees it.</summary>
    public string Text => _text ??= Runs is null ? "" : Runs.Count == 1 && Runs[0].EmbedType is null ? Runs[0].Text : string.Concat(Runs.Select(r => r.EmbedType is null ? r.Text : "\uFFFC"));

    /// <summary>Equal for lines that are equal apart from their place.</summary>
    public string Key => _key ??= Raw ?? KeyOf();

    /// <summary>Whether both are the same object.</summary>
    public bool Equals(Line? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    private string KeyOf()
    {
        var key = new StringBuilder(Header).Append('\n');
        foreach (var run in Runs ?? [])
        {
            key.Append(run.EmbedType).Append('\u0001').Append(run.Text).Append('\u0001').AppendJoin('\u0002', run.Marks.Marks.Select(m => m.Source)).Append('\u0003');
        }

        return key.ToString();
    }
}
