using System.Globalization;

namespace SyncServer.Core.Feed;

/// <summary>
/// A place in the log: just after one change (protocol 9, opaque to clients). It names that change by its nonce too, so that after a restore
/// from backup a place in what was lost is not taken for one in what was written since.
/// </summary>
/// <param name="History">Names the log; a new database has a new one.</param>
/// <param name="Position">The change's position; 0 before the first.</param>
/// <param name="Nonce">The nonce of its version.</param>
public readonly record struct ChangeCursor(string History, long Position, ulong Nonce)
{
    /// <summary>Characters of <see cref="History"/>.</summary>
    public const int HistoryLength = 12;

    /// <summary>Before the first change of a log.</summary>
    public static ChangeCursor StartOf(string history) => new(history, 0, 0);

    /// <summary>The wire form, which is good in a query and in a header.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{History}-{Position}-{Nonce:x16}");

    /// <summary>Reads a wire form.</summary>
    public static bool TryParse(string text, out ChangeCursor cursor)
    {
        cursor = default;
        if (text.Split('-') is not [{ Length: HistoryLength } history, var place, { Length: 16 } mark]
            || !long.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            || !ulong.TryParse(mark, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var nonce))
        {
            return false;
        }

        cursor = new ChangeCursor(history, position, nonce);
        return true;
    }
}
