using System.Text;
using SyncServer.Core.Documents;
using SyncServer.Core.Merging;
using SyncServer.Core.Saving;
using SyncServer.Storage.Archive;

namespace SyncServer.Storage.Tests.Archive;

/// <summary>Every kind of damage in the history of a document is found, and named with its version.</summary>
public sealed class DocumentCheckTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Person Amy = new("amy", "Amy");
    private static readonly string Session = Convert.ToHexStringLower(SessionKey.Of("secret"u8, "amy", "session1").ToBytes());

    /// <summary>What is done to the history, and what is said about it.</summary>
    public static TheoryData<string, string> Damages { get; } = new()
    {
        { "name", "notes/a b: its name" }, { "creator", "notes/a: its creator" }, { "created version", "notes/a: its row says that version 2" },
        { "created at", "notes/a: its row names another time" }, { "no versions", "notes/a: it has no versions" },
        { "order", "notes/a version 2: does not follow version 3" }, { "twice", "notes/a version 2: does not follow version 2" },
        { "position", "notes/a version 3: has position 2" },
        { "later snapshot", "notes/a version 2: refers to snapshot 9" }, { "earlier snapshot", "notes/a version 3: refers to snapshot 2" },
        { "far snapshot", "notes/a version 300: is too far" }, { "delta of a tombstone", "notes/a version 4: is a delta" },
        { "nonce", "notes/a version 2: has no valid ETag" }, { "author", "notes/a version 2: has no author" }, { "session", "notes/a version 2: has a session" },
        { "no digest", "notes/a version 2: has a sequence without a digest" },
        { "sequence", "notes/a version 2: has the sequence 0" }, { "base", "notes/a version 2: was made on version 2" }, { "outcome", "notes/a version 2: has the outcome 77" },
        { "deleted", "notes/a version 2: has the outcome of a delete" }, { "type", "notes/a version 2: has a content type" },
        { "prefix", "notes/a version 2: keeps 99 bytes of 5" }, { "overlap", "notes/a version 2: keeps 6 bytes of 5" }, { "negative", "notes/a version 2: keeps -2 bytes" },
        { "series", "notes/a version 2: has a payload" }, { "missing row", "notes/a version 3: keeps" }, { "first row missing", "notes/a version 2: keeps" },
        { "size", "notes/a version 2: has 6 bytes, but should have 7" },
        { "bytes", "notes/a version 2: has bytes that do not have its digest" }, { "digest", "notes/a version 2: has bytes that do not have its digest" },
        { "delete digest", "notes/a version 3: has bytes that do not have its digest" },
        { "record", "is not readable" }, { "record key", "has a key of the wrong length" }, { "record version", "refers to version" }, { "record nonce", "refers to version" },
        { "record end", "ends with version 9" }, { "submission", "has half a submission" },
        { "conflict id", "has no valid id" }, { "conflict kind", "has the kind 9" }, { "conflict head", "refers to a version" }, { "conflict settlement", "refers to a version" },
        { "head", "notes/a: its row does not equal" }, { "run", "notes/a: its last run begins after version 5" },
    };

    [Fact]
    public void A_whole_history_has_no_faults() => Assert.Empty(DocumentCheck.Of(History()));

    [Fact]
    public void A_thinned_history_has_no_faults()
    {
        var history = History();
        var (first, second) = ((ArchivedVersion)history[1], (ArchivedVersion)history[2]);
        history.RemoveAt(1);
        // The first version that is left takes the place of the snapshot, and keeps its reference to it.
        history[1] = second with { Payload = new Payload(0, 0, second.Payload.Apply(first.Payload.Apply([]))) };
        Assert.Empty(DocumentCheck.Of(history));
    }

    [Fact]
    public void A_history_without_an_erased_user_has_no_faults() =>
        Assert.Empty(DocumentCheck.Of(History().Where(record => record is not ArchivedSession).Select(record => record is ArchivedVersion version ? version with { Session = null } : record)));

    [Fact]
    public void An_erased_document_has_no_faults() =>
        Assert.Empty(DocumentCheck.Of([new ArchivedDocument { Collection = "notes", Id = "a", CreatedAt = Start, CreatedBy = Amy, CreatedVersion = 7 }, Deleted(9)]));

    [Theory]
    [MemberData(nameof(Damages))]
    public void Damage_is_found(string damage, string fault)
    {
        var history = History();
        Damage(history, damage);
        var faults = DocumentCheck.Of(history);
        Assert.Contains(faults, found => found.ToString().Contains(fault, StringComparison.Ordinal));
        Assert.All(faults, found => Assert.StartsWith("notes/a", found.ToString(), StringComparison.Ordinal));
    }

    private static void Damage(List<ArchiveRecord> history, string damage)
    {
        var document = (ArchivedDocument)history[0];
        var (one, two, three) = ((ArchivedVersion)history[1], (ArchivedVersion)history[2], (ArchivedVersion)history[3]);
        var (session, conflict) = (history.OfType<ArchivedSession>().Single(), history.OfType<ArchivedConflict>().Single());
        var tombstone = Deleted(3);
        Action change = damage switch
        {
            "name" => () => history[0] = document with { Id = "a b" },
            "creator" => () => history[0] = document with { CreatedBy = new Person("", "") },
            "created version" => () => history[0] = document with { CreatedVersion = 2 },
            "created at" => () => history[0] = document with { CreatedAt = Start.AddDays(1) },
            "no versions" => () => history.RemoveRange(1, history.Count - 1),
            "order" => () => (history[2], history[3]) = (three, two),
            "twice" => () => history.Insert(2, two),
            "position" => () => history[3] = three with { Position = 2 },
            "later snapshot" => () => history[2] = two with { Snapshot = 9 },
            "earlier snapshot" => () => history[3] = three with { Snapshot = 2 },
            "far snapshot" => () => history[3] = three with { Version = 300 },
            "delta of a tombstone" => () => (history[3], history[4]) = (tombstone, (ArchivedVersion)history[4] with { Snapshot = 3 }),
            "nonce" => () => history[2] = two with { Nonce = "12" },
            "author" => () => history[2] = two with { SavedBy = new Person("", "") },
            "session" => () => history[2] = two with { Session = "12" },
            "no digest" => () => history[2] = two with { Digest = null },
            "sequence" => () => history[2] = two with { Sequence = 0 },
            "base" => () => history[2] = two with { Base = 2 },
            "outcome" => () => history[2] = two with { Outcome = (SaveOutcome)77 },
            "deleted" => () => history[2] = two with { Outcome = SaveOutcome.Deleted },
            "type" => () => history[2] = two with { ContentType = "" },
            "prefix" => () => history[2] = two with { Payload = two.Payload with { Prefix = 99, Suffix = 0 } },
            "overlap" => () => history[2] = two with { Payload = two.Payload with { Prefix = 3, Suffix = 3 } },
            "negative" => () => history[2] = two with { Payload = two.Payload with { Prefix = -2, Suffix = 0 } },
            "series" => () => history[2] = two with { Payload = new Payload(-1, 0, new byte[] { 1, 2, 3 }) },
            "missing row" => () => history.RemoveAt(2),
            "first row missing" => () => history.RemoveAt(1),
            "size" => () => history[2] = two with { Size = 7 },
            "bytes" => () => history[2] = two with { Payload = two.Payload with { Bytes = "x"u8.ToArray() } },
            "digest" => () => history[2] = two with { Digest = one.Digest },
            "delete digest" => () => history[3] = tombstone with { Digest = one.Digest },
            "record" => () => Replace(session, session with { Record = session.Record[..^3] }),
            "record key" => () => Replace(session, session with { Session = "12" }),
            "record version" => () => Replace(session, session with { Record = Record(new ETag(9, 9), 4) }),
            "record nonce" => () => Replace(session, session with { Record = Record(new ETag(2, 77), 4) }),
            "record end" => () => Replace(session, session with { Record = Record(new ETag(2, 2), 9) }),
            "submission" => () => Replace(session, session with { SubmissionType = "text/plain" }),
            "conflict id" => () => Replace(conflict, conflict with { Conflict = "c_1" }),
            "conflict kind" => () => Replace(conflict, conflict with { Kind = (ConflictKind)9 }),
            "conflict head" => () => Replace(conflict, conflict with { Head = 9 }),
            "conflict settlement" => () => Replace(conflict, conflict with { Settled = conflict.Settled! with { Version = 9 } }),
            "head" => () => history[0] = document with { Head = Version(4, "word ", "words") with { Size = 99 } },
            "run" => () => history[4] = Version(4, "word  more", "word more!", snapshot: 1) with { RunBase = 5 },
            _ => throw new ArgumentOutOfRangeException(nameof(damage)),
        };
        change();

        void Replace(ArchiveRecord before, ArchiveRecord after) => history[history.IndexOf(before)] = after;
    }

    /// <summary>Four versions: a snapshot and three deltas.</summary>
    private static List<ArchiveRecord> History() =>
    [
        new ArchivedDocument { Collection = "notes", Id = "a", CreatedAt = Start.AddSeconds(1), CreatedBy = Amy, CreatedVersion = 1 },
        Version(1, "", "words") with { Outcome = SaveOutcome.Created },
        Version(2, "words", "words!"),
        Version(3, "words!", "words! and more"),
        Version(4, "words! and more", "words, and more"),
        new ArchivedSession { Session = Session, AcceptedAt = Start, Record = Record(new ETag(2, 2), 4) },
        new ArchivedConflict
        {
            Conflict = new ConflictId(7).ToString(), Kind = ConflictKind.EditConflict, At = Start, By = Amy, Head = 2, Base = 1, Times = 1,
            Settled = new Settlement(SaveOutcome.Verified, 3, Amy, Start),
        },
    ];

    private static byte[] Record(ETag etag, long last) => SessionBlob.Pack(new SessionRecord
    {
        Saves = [new RecordedSave(2, default, etag, IsFull: true, BringsContent: false)], LastVersion = last, HighestFull = new RecordedSave(2, default, etag, IsFull: true, BringsContent: false),
    });

    private static ArchivedVersion Version(long version, string before, string after, long snapshot = 1)
    {
        var bytes = Encoding.UTF8.GetBytes(after);
        return new ArchivedVersion
        {
            Version = version, Nonce = $"{version:x16}", Position = version, SavedAt = Start.AddSeconds(version), SavedBy = Amy, Session = Session, Sequence = version,
            Digest = Convert.ToHexStringLower(Digest.Of("PUT", "text/plain", bytes).ToBytes()), Base = version - 1, Outcome = SaveOutcome.Verified, ContentType = "text/plain",
            Size = bytes.Length, IsFull = true, IsSubmission = true, RunBase = 0, Snapshot = snapshot, Payload = Splice.Between(Encoding.UTF8.GetBytes(before), bytes),
        };
    }

    private static ArchivedVersion Deleted(long version) => Version(version, "", "", version) with
    {
        Deleted = true, ContentType = "", IsSubmission = false, Outcome = SaveOutcome.Deleted, Digest = Convert.ToHexStringLower(Digest.Of("DELETE", "", []).ToBytes()),
    };
}
