using SyncServer.Core.Documents;

namespace SyncServer;

/// <summary>All log events of the server. docs/operations.md has the same list.</summary>
internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Information, "The documents are in {Location}")]
    public static partial void DataLocation(ILogger logger, string location);

    [LoggerMessage(101, LogLevel.Warning, "In Production, {Warning}")]
    public static partial void UnsafeSetting(ILogger logger, string warning);

    [LoggerMessage(102, LogLevel.Information, "The database is prepared: {Progress}")]
    public static partial void DatabaseProgress(ILogger logger, string progress);

    [LoggerMessage(103, LogLevel.Warning, "{Header} from {Address} is not read, as Server:TrustedProxies does not name that address. If it is a proxy, all its clients share the limits of one address")]
    public static partial void ForwardedHeaderNotRead(ILogger logger, string header, System.Net.IPAddress? address);

    [LoggerMessage(110, LogLevel.Information, "Admin request of {Service}: {Method} {Path}, status {Status}")]
    public static partial void AdminRequest(ILogger logger, string service, string method, string path, int status);

    [LoggerMessage(200, LogLevel.Warning, "{Count} saves could not be committed: the database is unavailable")]
    public static partial void BatchUnavailable(ILogger logger, Exception error, int count);

    [LoggerMessage(201, LogLevel.Warning, "A batch of {Count} saves failed; each save is retried alone")]
    public static partial void BatchFailed(ILogger logger, Exception error, int count);

    [LoggerMessage(202, LogLevel.Error, "The save of {Document} could not be committed")]
    public static partial void SaveFailed(ILogger logger, Exception error, DocumentKey document);

    [LoggerMessage(203, LogLevel.Error, "An item of POST /v1/batch failed")]
    public static partial void BatchItemFailed(ILogger logger, Exception error);

    [LoggerMessage(210, LogLevel.Information, "Conflict in {Collection}: {Document} {Kind}, self {Self}, base {Base}, head {Head}; {InLastHour} in this collection in the last hour; {Omitted} lines omitted before this one")]
    public static partial void Conflict(ILogger logger, string collection, DocumentKey document, string kind, bool self, long? @base, long head, long inLastHour, int omitted);

    [LoggerMessage(211, LogLevel.Warning, "Conflicts could not be recorded; they are kept in memory and retried")]
    public static partial void ConflictsNotRecorded(ILogger logger, Exception error);

    [LoggerMessage(212, LogLevel.Error, "Versions of {Document} could not be compared; the save is refused without a merge")]
    public static partial void ComparisonFailed(ILogger logger, Exception error, DocumentKey document);

    [LoggerMessage(EventId = 220, Message = "Expired locks could not be removed; the removal is retried in a second")]
    public static partial void ExpiredLocksNotRemoved(ILogger logger, LogLevel level, Exception error);

    [LoggerMessage(300, LogLevel.Warning, "The database was restored from a backup; open event streams are closed so that their clients read again")]
    public static partial void DatabaseRestored(ILogger logger);

    [LoggerMessage(301, LogLevel.Warning, "The changes could not be read; the read is retried")]
    public static partial void ChangesNotRead(ILogger logger, Exception error);

    [LoggerMessage(302, LogLevel.Debug, "A message of another node could not be read")]
    public static partial void NodeMessageNotRead(ILogger logger, Exception error);

    [LoggerMessage(400, LogLevel.Information, "Thinning: {Versions} versions of {Documents} documents removed so far")]
    public static partial void ThinningProgress(ILogger logger, long versions, long documents);

    [LoggerMessage(401, LogLevel.Information, "Thinned {Versions} versions of {Documents} documents, {Sessions} expired session records and {Conflicts} conflicts")]
    public static partial void Thinned(ILogger logger, long versions, long documents, long sessions, long conflicts);

    [LoggerMessage(402, LogLevel.Warning, "Thinning stopped until the next pass: {Reason}")]
    public static partial void ThinningUnavailable(ILogger logger, string reason);

    [LoggerMessage(403, LogLevel.Error, "Thinning failed and is retried in the next pass")]
    public static partial void ThinningFailed(ILogger logger, Exception error);

    [LoggerMessage(500, LogLevel.Warning, "The disk of the database is nearly full: {Free} bytes are free, less than the {Min} of Storage:MinFreeBytes")]
    public static partial void DiskNearlyFull(ILogger logger, long free, long min);

    [LoggerMessage(501, LogLevel.Information, "The disk of the database has enough space again: {Free} bytes are free, Storage:MinFreeBytes is {Min}")]
    public static partial void DiskHasSpace(ILogger logger, long free, long min);

    [LoggerMessage(502, LogLevel.Warning, "The size of what is stored could not be read; the read is retried")]
    public static partial void UsageNotRead(ILogger logger, Exception error);

    [LoggerMessage(510, LogLevel.Information, "Backup {File} made: {Bytes} bytes in {Milliseconds} ms")]
    public static partial void BackupMade(ILogger logger, string file, long bytes, long milliseconds);

    [LoggerMessage(511, LogLevel.Error, "The scheduled backup failed and is retried")]
    public static partial void BackupFailed(ILogger logger, Exception error);
}
