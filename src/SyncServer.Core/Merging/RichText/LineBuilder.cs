using System.Text;
using SyncServer.Core.Merging.Text;

namespace SyncServer.Core.Merging.RichText;

/// <summary>Builds the lines of a merge from tokens.</summary>
internal sealed class LineBuilder(RichTextRules rules)
{
    private const int None = -1;

    private readonly List<Run> _runs = [];
    private readonly StringBuilder _text = new();
    private MarkSet? _marks;
    private bool _isBroken;

    // The indices in the sides of the last token, if it is a word.
    private (int Theirs, int Yours)? _word;

    /// <summary>The lines.</summary>
    public List<MergedLine> Lines { get; } = [];

    /// <summary>Whether there is text without a line: the last line has no end, or a node without text has text.</summary>
    public bool IsBroken => _isBroken || _runs.Count > 0 || _text.Length > 0;

    /// <summary>Adds a token that both sides kept.</summary>
    /// <param name="base">The token.</param>
    /// <param name="theirs">The tokens of their side.</param>
    /// <param name="theirIndex">The token's index there.</param>
    /// <param name="yours">The tokens of your side.</param>
    /// <param name="yourIndex">The token's index there.</param>
    public void Keep(Token @base, List<Token> theirs, int theirIndex, List<Token> yours, int yourIndex)
    {
        var merged = rules.Merge(@base, theirs[theirIndex], yours[yourIndex])!.Value;
        if (merged.Line is null)
        {
            Append(merged, theirIndex, yourIndex);
        }
        else
        {
            End(new Sides<Line?>(@base.Line, theirs[theirIndex].Line, yours[yourIndex].Line), merged.Line);
        }
    }

    /// <summary>Adds what one side inserted.</summary>
    public void Insert(List<Token> tokens, Hunk hunk, bool isTheirs)
    {
        for (var i = hunk.NewStart; i < hunk.NewEnd; i++)
        {
            var token = tokens[i];
            if (token.Line is not null)
            {
                End(isTheirs ? new Sides<Line?>(null, token.Line, null) : new Sides<Line?>(null, null, token.Line), token.Line);
                continue;
            }

            Append(token, isTheirs ? i : None, isTheirs ? None : i);
        }
    }

    /// <summary>Adds what both sides inserted alike.</summary>
    public void Insert(List<Token> theirs, Hunk hunk, List<Token> yours, int yourStart)
    {
        for (var i = 0; i < hunk.NewCount; i++)
        {
            var token = theirs[hunk.NewStart + i];
            if (token.Line is null)
            {
                Append(token, hunk.NewStart + i, yourStart + i);
            }
            else
            {
                End(new Sides<Line?>(null, token.Line, yours[yourStart + i].Line), token.Line);
            }
        }
    }

    /// <summary>Adds the head's lines of a dispute.</summary>
    public void AddDispute(Dispute dispute)
    {
        for (var i = 0; i < dispute.Theirs.Count; i++)
        {
            var line = dispute.Theirs[i];
            Lines.Add(new MergedLine(new Sides<Line?>(i < dispute.Base.Count ? dispute.Base[i] : null, line, i < dispute.Yours.Count ? dispute.Yours[i] : null), line));
        }
    }

    private void Append(Token token, int theirs, int yours)
    {
        // Two words that no side has side by side stay two words.
        if (token.IsWord && !Words.IsIdeographic(token.Text) && _word is { } last && !IsNext(last.Theirs, theirs) && !IsNext(last.Yours, yours))
        {
            Append(new Token(0, " ", [rules.Marks.None]), None, None);
        }

        _word = token.IsWord && !Words.IsIdeographic(token.Text) ? (theirs, yours) : null;
        if (token.EmbedType is not null)
        {
            EndRun();
            _runs.Add(new Run(token.Text, token.Marks[0], token.EmbedType));
            return;
        }

        for (var i = 0; i < token.Marks.Length; i++)
        {
            if (_marks != token.Marks[i])
            {
                EndRun();
                _marks = token.Marks[i];
            }

            _text.Append(token.Marks.Length == 1 ? token.Text : token.Text.AsSpan(i, 1));
        }
    }

    private void EndRun()
    {
        if (_text.Length > 0)
        {
            _runs.Add(new Run(_text.ToString(), _marks!));
            _text.Clear();
        }

        _marks = null;
    }

    private void End(Sides<Line?> sides, Line line)
    {
        EndRun();
        _word = null;
        var runs = _runs.ToArray();
        _isBroken |= line.IsAtom && runs.Length > 0;
        _runs.Clear();
        // As it was written, where it is as one side has it.
        var content = sides.Theirs is { } theirs && IsAs(theirs, line, runs) ? theirs
            : sides.Yours is { } yours && IsAs(yours, line, runs) ? yours
            : line.IsAtom ? line
            : line with { Runs = runs, Raw = null };
        Lines.Add(new MergedLine(sides, content));
    }

    private static bool IsNext(int index, int next) => index != None && next == index + 1;

    private static bool IsAs(Line one, Line line, Run[] runs) =>
        one.Runs is not null && string.Equals(one.Header, line.Header, StringComparison.Ordinal) && one.Runs.SequenceEqual(runs);
}
