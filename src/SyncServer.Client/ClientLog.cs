using Microsoft.Extensions.Logging;

namespace SyncServer.Client;

/// <summary>The log messages of the client.</summary>
internal static partial class ClientLog
{
    [LoggerMessage(1, LogLevel.Error, "A handler of the application has thrown an exception.")]
    public static partial void HandlerFailed(this ILogger logger, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "The draft of {Collection}/{Id} could not be stored or read.")]
    public static partial void DraftFailed(this ILogger logger, Exception exception, string collection, string id);

    [LoggerMessage(3, LogLevel.Information, "The drafts of documents that are not open were not sent.")]
    public static partial void DraftsNotSent(this ILogger logger, Exception exception);

    [LoggerMessage(4, LogLevel.Information, "{Collection}/{Id} is {State}, version {Version}.")]
    public static partial void StatusChanged(this ILogger logger, string collection, string id, SyncState state, long version, Exception? exception);
}
