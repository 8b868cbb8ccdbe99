using System.Globalization;

namespace SyncServer.Core.Live;

/// <summary>
/// A position in the log of changes, just after one change (docs/protocol.md, section 9; opaque to clients). The cursor also names the epoch in which that
/// change was written, so that after a restore from backup a cursor of the lost part is never taken for one of the new part.
/// </summary>
/// <param name="Epoch">
/// The name of a stretch of positions. A database that was restored begins a new epoch after the last position that it has.
/// </param>
/// <param name="Position">The position of the change; 0 is before the first change.</param>
public readonly record struct ChangeCursor(string Epoch, long Position)
{
    /// <summary>The length of <see cref="Epoch"/> in hexadecimal digits.</summary>
    public const int EpochLength = 12;

    /// <summary>The text on the wire. It needs no escaping in a query or a header.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Epoch}-{Position}");

    /// <summary>Parses the text on the wire. It does not check whether the log has this cursor: see <see cref="IChangeFeed.FindAsync"/>.</summary>
    public static bool TryParse(string text, out ChangeCursor cursor)
    {
        cursor = default;
        if (text.Split('-') is not [{ Length: EpochLength } epoch, var place]
            || !long.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var position))
        {
            return false;
        }

        cursor = new ChangeCursor(epoch, position);
        return true;
    }
}
