using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Core.Tests.Saving.Walking;

/// <summary>Computes the identity of a state from everything that can affect later steps.</summary>
public sealed partial record World
{
    private static readonly ConcurrentDictionary<string, long> Texts = new(StringComparer.Ordinal);
    private static long _texts;

    /// <summary>A digest, because the states of a scenario would take a gigabyte as text.</summary>
    public UInt128 Key()
    {
        var key = new List<long>(256)
        {
            Budget.Repeats, Budget.LostAnswers, Budget.Loads, Budget.Settles, Budget.Pauses, Budget.Ages, Budget.Thinnings, Budget.Locks, Now.Ticks,
        };
        if (Log.Head is { } head)
        {
            key.AddRange(head.Run.Base, head.Run.Highest ?? 0, head.Run.AcceptedAt.Ticks, head.CreatedVersion);
        }

        foreach (var version in Log.Versions)
        {
            var revision = version.Revision;
            key.AddRange(
                revision.ETag.Version, (long)revision.ETag.Nonce, revision.SavedAt.Ticks, (long)revision.Outcome, revision.Base ?? -1, TextKey(TextOf(version.Content)),
                (revision.IsFull ? 1 : 0) + (revision.IsSubmission ? 2 : 0));
        }

        foreach (var (hash, record) in Log.Records)
        {
            key.AddRange(-1, (long)hash);
            Add(key, record);
        }

        foreach (var held in Locks)
        {
            key.AddRange((long)held.Session.Hash, held.LastActivity.Ticks, TextKey(held.Scope.Text));
        }

        key.Add(Early.GetHashCode());
        Add(key, Truth);
        foreach (var client in Clients)
        {
            Add(key, client);
        }

        return BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(key))));
    }

    /// <summary>Whether two records are equivalent.</summary>
    public static bool AreSame(SessionRecord one, SessionRecord other)
    {
        var (first, second) = (new List<long>(), new List<long>());
        Add(first, one);
        Add(second, other);
        return first.SequenceEqual(second);
    }

    private static void Add(List<long> key, SessionRecord record)
    {
        foreach (var save in record.HighestFull is { } full ? record.Saves.Add(full) : record.Saves)
        {
            key.AddRange(save.Sequence, (long)save.Digest.Hash, save.ETag.Version, (long)save.ETag.Nonce, (save.IsFull ? 1 : 0) + (save.BringsContent ? 2 : 0));
        }

        key.AddRange(record.HasDropped ? 1 : 0, record.LastVersion, record.AcceptedAt.Ticks);
        if (record.Submission is { } submission)
        {
            key.AddRange(submission.Sequence, submission.Base ?? -1, submission.ETag?.Version ?? 0, TextKey(TextOf(submission.Content)));
        }
    }

    private static void Add(List<long> key, Truth truth)
    {
        foreach (var (bit, edit) in truth.Edits.All())
        {
            Add(key, bit);
            Add(key, edit.Before);
            key.AddRange(TextKey(edit.Word), edit.Adds ? 1 : 0, (long)edit.Session.Hash);
        }

        Add(key, truth.Agreed);
        foreach (var version in truth.Versions)
        {
            Add(key, version.Edits);
            key.Add((long)(version.Session?.Hash ?? 0));
        }

        // Ordered within each session. The order between sessions has no effect.
        foreach (var save in truth.Accepted.OrderBy(save => save.Session.Hash))
        {
            key.AddRange((long)save.Session.Hash, save.Sequence ?? 0, save.ETag.Version, save.At.Ticks, save.Brings ? 1 : 0);
        }
    }

    private static void Add(List<long> key, Client client)
    {
        key.AddRange(-2, client.Generation, client.Adopted?.Version ?? 0, client.Sequence, client.Epoch, client.Scripted, TextKey(client.Text), TextKey(client.AdoptedText));
        Add(key, client.Seen);
        foreach (var made in client.MadeFrom)
        {
            key.Add(made.Number);
        }

        foreach (var message in client.Sent)
        {
            var command = message.Command;
            Add(key, message.Seen);
            Add(key, message.Edits);
            key.AddRange(
                -3, (long)command.Method, command.Precondition is Precondition.IfMatch match ? match.ETags[0].Version : command.Precondition is Precondition.IfMatchAny ? -1 : 0,
                (long)command.Session!.Value.Hash, command.Sequence ?? 0, command.Parent ?? 0, TextKey(TextOf(command.Body)), TextKey(message.Text),
                message.Deliveries, message.Epoch, message.IsAnswered ? 1 : 0, message.AcceptedAs?.Version ?? 0, message.SentAt.Ticks);
        }

        if (client.Conflict is { } conflict)
        {
            key.AddRange(-4, client.ConflictOf, conflict.ETag?.Version ?? 0, TextKey(conflict.Text), TextKey(conflict.Preview), conflict.Self ? 1 : 0);
            Add(key, conflict.Edits);
        }
    }

    private static void Add(List<long> key, UInt128 set) => key.AddRange((long)(ulong)set, (long)(ulong)(set >> 64));

    private static long TextKey(string? text) => text is null ? -1 : Texts.GetOrAdd(text, _ => Interlocked.Increment(ref _texts));
}
