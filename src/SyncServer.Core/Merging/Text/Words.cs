using System.Buffers;
using System.Globalization;
using System.Text;

namespace SyncServer.Core.Merging.Text;

/// <summary>
/// Cuts a text into the smallest pieces that a merge takes from one side: a word, a number or date with its punctuation, a tag or character reference of
/// markup, a line end, whitespace, or any other character as a reader sees it. A piece is never split, as halves of two sides' words would form a word that
/// neither side wrote. A word includes its combining marks and format characters (U+200C, U+200D, U+00AD), and no piece ends inside a grapheme cluster
/// (UAX #29).
/// </summary>
internal static class Words
{
    private const int LongestReference = 32;
    private const char FirstExtending = '\u0300';
    private const char FirstPrepended = '\u0600';
    private const char ZeroWidthSpace = '\u200B';

    private static readonly SearchValues<char> ReferenceCharacters = SearchValues.Create("#0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>The length of the first piece of a text.</summary>
    /// <param name="text">The text: not empty, at the start of a grapheme cluster.</param>
    public static int LengthOfFirst(ReadOnlySpan<char> text) => EndOfCluster(text, LengthOfFirstPiece(text));

    /// <summary>The first position from <paramref name="at"/> on that is not inside a grapheme cluster.</summary>
    /// <param name="text">The text, at the start of a cluster.</param>
    /// <param name="at">A position from 1 to the length of the text.</param>
    public static int EndOfCluster(ReadOnlySpan<char> text, int at)
    {
        // No character below these extends the one before or after it.
        if (at == text.Length || (text[at] < FirstExtending && text[at - 1] < FirstPrepended))
        {
            return at;
        }

        var end = 0;
        while (end < at)
        {
            end += StringInfo.GetNextTextElementLength(text[end..]);
        }

        return end;
    }

    /// <summary>Whether a piece is a word or a number.</summary>
    public static bool IsWord(ReadOnlySpan<char> piece) => IsLetter(piece, out _);

    /// <summary>Whether a piece is a line end or a tag, so that words on its two sides are not joined.</summary>
    public static bool IsBreak(ReadOnlySpan<char> piece) => piece[0] is '\n' or '\r' || (piece[0] == '<' && BeginsTag(piece));

    /// <summary>Whether <see cref="WordCount"/> counts a piece: not whitespace, markup or a single punctuation character.</summary>
    public static bool Counts(ReadOnlySpan<char> piece) =>
        IsWord(piece) || (piece.Length > 1 && piece[0] is not ('\r' or '<' or '&') && !char.IsWhiteSpace(piece[0]));

    private static int LengthOfFirstPiece(ReadOnlySpan<char> text) => text[0] switch
    {
        '\n' => 1,
        '\r' => text.StartsWith("\r\n", StringComparison.Ordinal) ? 2 : 1,
        '<' => TagLength(text),
        '&' => ReferenceLength(text),
        var c when char.IsWhiteSpace(c) => SpaceLength(text),
        _ => IsLetter(text, out _) ? WordLength(text) : StringInfo.GetNextTextElementLength(text),
    };

    private static bool BeginsTag(ReadOnlySpan<char> text) => text.Length > 1 && (char.IsAsciiLetter(text[1]) || text[1] is '/' or '!' or '?');

    /// <summary>The length of a tag, comment start or declaration, which ends at the next <c>&gt;</c>; 1 for a <c>&lt;</c> that begins none.</summary>
    private static int TagLength(ReadOnlySpan<char> text)
    {
        if (!BeginsTag(text))
        {
            return 1;
        }

        var end = text[1..].IndexOfAny('<', '>') + 1;
        return end > 0 && text[end] == '>' ? end + 1 : 1;
    }

    private static int ReferenceLength(ReadOnlySpan<char> text)
    {
        var near = text[1..Math.Min(text.Length, LongestReference)];
        var end = near.IndexOf(';');
        return end > 0 && near[..end].IndexOfAnyExcept(ReferenceCharacters) < 0 ? end + 2 : 1;
    }

    private static int SpaceLength(ReadOnlySpan<char> text)
    {
        var length = 1;
        while (length < text.Length && char.IsWhiteSpace(text[length]) && text[length] is not ('\n' or '\r'))
        {
            length++;
        }

        return length;
    }

    private static int WordLength(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length)
        {
            if (IsLetter(text[length..], out var letter))
            {
                // In scripts without spaces each character is a word.
                if (IsIdeographic(text[length..]))
                {
                    return length == 0 ? StringInfo.GetNextTextElementLength(text) : length;
                }

                length += letter;
            }
            else if (length + 1 < text.Length && Joins(text[length - 1], text[length]) && IsLetter(text[(length + 1)..], out _))
            {
                length++;
            }
            else
            {
                break;
            }
        }

        return length;
    }

    /// <summary>Whether a character joins two letters or digits to one word, as in 1.5, 1,000, 10:30, 2026-11-22, don't or example.com/a.</summary>
    private static bool Joins(char before, char sign) => sign switch
    {
        '.' or ':' or '-' or '/' or '@' or '\'' or '’' => true,
        ',' => char.IsAsciiDigit(before),
        _ => false,
    };

    private static bool IsLetter(ReadOnlySpan<char> text, out int length)
    {
        if (char.IsAscii(text[0]))
        {
            length = 1;
            return char.IsAsciiLetterOrDigit(text[0]) || text[0] == '_';
        }

        _ = Rune.DecodeFromUtf16(text, out var rune, out length);
        // The zero width space is a format character, but it separates words.
        return text[0] != ZeroWidthSpace && Rune.GetUnicodeCategory(rune) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
            or UnicodeCategory.EnclosingMark or UnicodeCategory.Format or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.ConnectorPunctuation;
    }

    /// <summary>Whether a text begins with a character of a script without spaces.</summary>
    public static bool IsIdeographic(ReadOnlySpan<char> text)
    {
        _ = Rune.DecodeFromUtf16(text, out var rune, out _);
        return rune.Value is (>= 0x2E80 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF);
    }
}
