using System.Security.Cryptography;
using System.Text;
using SyncServer.Core.Feed;

namespace SyncServer.Storage;

/// <summary>The name of a log, which lives with the data among the secrets.</summary>
internal static class HistoryName
{
    /// <summary>Its row.</summary>
    public const string Row = "history";

    /// <summary>A name for a new log.</summary>
    public static byte[] Draw() => Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(ChangeCursor.HistoryLength, lowercase: true));

    /// <summary>The name in a row.</summary>
    public static string Read(byte[] value) => Encoding.ASCII.GetString(value);
}
