using System.Globalization;
using SyncServer.Core.Merging;
using SyncServer.Core.Policies;

namespace SyncServer;

/// <summary>
/// The policy of one collection, or of the collections that are not named (docs/protocol.md, section 12). A value that is not set is inherited from
/// <c>Sync:Defaults</c>, or else is the default that each method names. A value out of range stops the start with an
/// <see cref="Settings.InvalidSettingException"/>.
/// </summary>
public sealed class CollectionOptions
{
    private readonly Action<string, string> _set;

    internal CollectionOptions(Action<string, string> set) => _set = set;

    /// <summary>Starts from a preset in place of the inherited policy; the other methods change it. Default none.</summary>
    /// <param name="name">
    /// <c>note</c>: stale saves are merged, strings by line and word. <c>form</c>: stale saves are merged, a string is one value.
    /// <c>money</c>: <see cref="SaveMode.Strict"/>, and <see cref="RequireSequence"/>.
    /// </param>
    public CollectionOptions Preset(string name) => Set("Preset", name);

    /// <summary>Sets when the ETag of a save is verified (docs/protocol.md, section 4.7). Default <see cref="SaveMode.Conditional"/>.</summary>
    /// <param name="mode">The mode.</param>
    public CollectionOptions Mode(SaveMode mode) => Set("Mode", mode.ToString());

    /// <summary>
    /// Sets how long after a session's last accepted save its next one may skip the ETag check (docs/protocol.md, section 4.7). Default 30 seconds.
    /// Only for <see cref="SaveMode.Conditional"/>.
    /// </summary>
    /// <param name="window">More than zero; at most <c>keepAll</c> of <see cref="History"/>, and at most the setting <c>Sync:SessionLife</c>.</param>
    public CollectionOptions Window(TimeSpan window) => Set("Window", window.ToString("c", CultureInfo.InvariantCulture));

    /// <summary>Sets whether a save without <c>Save-Sequence</c> never skips the ETag check. Default false.</summary>
    /// <param name="required">True if only numbered saves may skip it.</param>
    public CollectionOptions RequireSequence(bool required = true) => Set("RequireSequence", required.ToString());

    /// <summary>
    /// Sets what happens to a stale save whose request has no <c>On-Conflict</c> header (docs/protocol.md, section 4.9).
    /// Default <see cref="Core.Policies.OnConflict.Reject"/>.
    /// </summary>
    /// <param name="action">Refuse it with 412, or merge it if the changes do not overlap.</param>
    public CollectionOptions OnConflict(OnConflict action) => Set("OnConflict", action.ToString());

    /// <summary>
    /// Sets how a value of a JSON document merges (docs/protocol.md, section 4.9). Default: a string is one value; a document that is written as a ProseMirror document or a Quill
    /// delta merges as one. May be called several times.
    /// </summary>
    /// <param name="path">A JSON pointer, such as <c>/body</c>. The empty pointer is the whole document.</param>
    /// <param name="format">The format of the value.</param>
    public CollectionOptions Merge(string path, MergeFormat format) => Set($"Merge:{path}", format.ToString());

    /// <summary>Sets whether what both sides insert in one place of rich text or of an array both stays (docs/protocol.md, section 4.9). Default false: it is an overlap.</summary>
    /// <param name="both">Whether both stay.</param>
    public CollectionOptions KeepBothInsertions(bool both = true) => Set("Insertions", both ? "both" : "conflict");

    /// <summary>Sets whether <c>If-Match: *</c> may overwrite any version; such a save is recorded as forced (docs/protocol.md, section 4.8). Default false.</summary>
    /// <param name="allowed">False if such a save gets 403.</param>
    public CollectionOptions AllowForce(bool allowed = true) => Set("AllowForce", allowed.ToString());

    /// <summary>Sets who may read and write the documents (docs/protocol.md, section 11). Default <see cref="CollectionAccess.Shared"/>.</summary>
    /// <param name="access">Every signed-in user, or only the creator and users with a granted role.</param>
    public CollectionOptions Access(CollectionAccess access) => Set("Access", access.ToString());

    /// <summary>Sets the maximum size of a document's content; larger content gets 413. Default 1,048,576 bytes (1 MiB).</summary>
    /// <param name="bytes">Bytes, from 1. Above 30,000,000, the application's Kestrel limit <c>MaxRequestBodySize</c> must be raised too.</param>
    public CollectionOptions MaxBytes(int bytes) => Set("MaxBytes", bytes.ToString(CultureInfo.InvariantCulture));

    /// <summary>Sets how long versions are kept (docs/protocol.md, section 6). After both times, the last version of each day is kept without limit.</summary>
    /// <param name="keepAll">How long every version is kept: more than zero, at most 36,500 days, not shorter than <see cref="Window"/>. Default 1 day.</param>
    /// <param name="keepRuns">
    /// How long the last version of each ten minutes of a run is kept: not shorter than <paramref name="keepAll"/>, at most 36,500 days. Default 30 days.
    /// </param>
    public CollectionOptions History(TimeSpan keepAll, TimeSpan keepRuns) =>
        Set("History:KeepAll", keepAll.ToString("c", CultureInfo.InvariantCulture)).Set("History:KeepRuns", keepRuns.ToString("c", CultureInfo.InvariantCulture));

    private CollectionOptions Set(string key, string value)
    {
        _set(key, value);
        return this;
    }
}
