using System.Diagnostics;
using System.Globalization;
using SyncServer.Storage.Rows;

namespace SyncServer.Storage.Archive;

/// <summary>Moves everything from a source to a target: an export, an import or a copy, or a check if there is no target.</summary>
/// <param name="progress">Receives a line every few seconds.</param>
internal sealed class Transfer(Action<string> progress)
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(5);

    private long _shown = Stopwatch.GetTimestamp();

    /// <summary>The number of documents so far.</summary>
    public long Documents { get; private set; }

    /// <summary>The number of versions so far.</summary>
    public long Versions { get; private set; }

    /// <summary>Moves everything. The caller completes the target.</summary>
    /// <param name="source">The source.</param>
    /// <param name="target">The target.</param>
    /// <param name="checks">Whether documents are checked before they are written.</param>
    /// <exception cref="InvalidDataException">A document is damaged. What was written before remains, and the transfer can be continued.</exception>
    public void Run(IArchiveSource source, IArchiveTarget target, bool checks)
    {
        var document = default(DocumentCheck);
        foreach (var record in source.ReadDocuments(target.Begin(source.Id)))
        {
            if (record is ArchivedDocument next)
            {
                End();
                document = new DocumentCheck(next);
            }

            if (checks)
            {
                document!.Add(record);
                ThrowIfDamaged();
            }

            target.Write(record);
            Count(record);
        }

        End();
        target.WriteTable("accounts", source.ReadTable<AccountRow>("accounts"));
        target.WriteTable("refreshes", source.ReadTable<RefreshRow>("refreshes"));
        target.WriteTable("secrets", source.ReadTable<SecretRow>("secrets"));
        target.WriteTable("epochs", source.ReadTable<EpochRow>("epochs"));
        target.WriteTable("roles", source.ReadTable<RoleRow>("roles"));
        target.WriteTable("locks", source.ReadTable<LockRow>("locks"));
        target.WriteTable("fences", source.ReadTable<FenceRow>("fences"));

        void End()
        {
            if (document is null)
            {
                return;
            }

            if (checks)
            {
                document.Complete();
                ThrowIfDamaged();
            }

            target.EndDocument(document.Key);
        }

        void ThrowIfDamaged()
        {
            if (document.Faults is [var fault, ..])
            {
                throw new InvalidDataException($"A document is damaged. {fault}");
            }
        }
    }

    /// <summary>Checks everything.</summary>
    /// <param name="source">The store.</param>
    /// <param name="report">Receives each fault.</param>
    public void Check(StoreSource source, Action<Fault> report)
    {
        foreach (var fault in source.CheckTables())
        {
            report(fault);
        }

        var document = default(DocumentCheck);
        foreach (var record in source.ReadDocuments(after: null))
        {
            if (record is ArchivedDocument next)
            {
                document?.Complete();
                document?.Faults.ToList().ForEach(report);
                document = new DocumentCheck(next);
            }

            document!.Add(record);
            Count(record);
        }

        document?.Complete();
        document?.Faults.ToList().ForEach(report);
    }

    /// <summary>The numbers so far.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Documents:N0} documents, {Versions:N0} versions");

    private void Count(ArchiveRecord record)
    {
        Documents += record is ArchivedDocument ? 1 : 0;
        Versions += record is ArchivedVersion ? 1 : 0;
        if (Stopwatch.GetElapsedTime(_shown) > ProgressInterval)
        {
            _shown = Stopwatch.GetTimestamp();
            progress($"{this} …");
        }
    }
}
