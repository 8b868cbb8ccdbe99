using System.Globalization;
using SyncServer.Core.Policies;

namespace SyncServer;

/// <summary>The policy of a collection, or of those that are not named (protocol section 12). What is not set has the default named here.</summary>
public sealed class CollectionOptions
{
    private readonly Action<string, string> _set;

    internal CollectionOptions(Action<string, string> set) => _set = set;

    /// <summary>Starts from a preset: <c>note</c> (merges, words inside of strings too), <c>form</c> (merges by field) or <c>money</c> (always verifies the ETag, numbered saves only).</summary>
    public CollectionOptions Preset(string name) => Set("Preset", name);

    /// <summary>When the ETag of a save is verified. Default <see cref="SaveMode.Conditional"/>.</summary>
    public CollectionOptions Mode(SaveMode mode) => Set("Mode", mode.ToString());

    /// <summary>How long after a session's last save its next one may skip the ETag check: more than zero. Default 30 s.</summary>
    public CollectionOptions Window(TimeSpan window) => Set("Window", window.ToString("c", CultureInfo.InvariantCulture));

    /// <summary>Whether a save needs a <c>Save-Sequence</c> to skip the ETag check. Default false.</summary>
    public CollectionOptions RequireSequence(bool required = true) => Set("RequireSequence", required.ToString());

    /// <summary>What becomes of a stale save that does not say so itself. Default <see cref="Core.Policies.OnConflict.Reject"/>.</summary>
    public CollectionOptions OnConflict(OnConflict action) => Set("OnConflict", action.ToString());

    /// <summary>The JSON pointers at or below which strings merge as text. Default none.</summary>
    public CollectionOptions TextMerge(params ReadOnlySpan<string> pointers)
    {
        for (var i = 0; i < pointers.Length; i++)
        {
            Set($"TextMerge:{i}", pointers[i]);
        }

        return this;
    }

    /// <summary>Whether <c>If-Match: *</c> may write over whatever is there. Default false.</summary>
    public CollectionOptions AllowForce(bool allowed = true) => Set("AllowForce", allowed.ToString());

    /// <summary>Whether every signed-in user may use the documents, or only those with a role. Default <see cref="CollectionAccess.Shared"/>.</summary>
    public CollectionOptions Access(CollectionAccess access) => Set("Access", access.ToString());

    /// <summary>How large a document may be, in bytes, from 1. Default 1 MiB.</summary>
    public CollectionOptions MaxBytes(int bytes) => Set("MaxBytes", bytes.ToString(CultureInfo.InvariantCulture));

    /// <summary>How long every version is kept (default 1 day), and how long the last one of each ten minutes of a run (default 30 days).</summary>
    public CollectionOptions History(TimeSpan keepAll, TimeSpan keepRuns) =>
        Set("History:KeepAll", keepAll.ToString("c", CultureInfo.InvariantCulture)).Set("History:KeepRuns", keepRuns.ToString("c", CultureInfo.InvariantCulture));

    private CollectionOptions Set(string key, string value)
    {
        _set(key, value);
        return this;
    }
}
