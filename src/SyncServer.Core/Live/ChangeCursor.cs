using System.Globalization;

namespace SyncServer.Core.Live;

/// <summary>
/// A place in the log of changes: just after one change (protocol 9, opaque to clients). It also names the epoch that wrote that change, so that
/// after a restore from backup a place in the lost part is never taken for one in what was written since, whatever was thinned away.
/// </summary>
/// <param name="Epoch">
/// Names the stretch of positions that one life of the database wrote. A database that was restored begins a new epoch after what it still has.
/// </param>
/// <param name="Position">The position of the change; 0 is before the first.</param>
public readonly record struct ChangeCursor(string Epoch, long Position)
{
    /// <summary>Characters of <see cref="Epoch"/>, which are hexadecimal digits.</summary>
    public const int EpochLength = 12;

    /// <summary>The wire form. It needs no escaping in a query or a header.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Epoch}-{Position}");

    /// <summary>Reads a wire form. Whether the log has such a place is another question: see <c>IChangeFeed.FindAsync</c>.</summary>
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
