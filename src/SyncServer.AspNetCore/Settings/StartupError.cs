using SyncServer.Core.Documents;

namespace SyncServer.Settings;

/// <summary>A startup error that the operator can correct. It is printed as one line, without a stack trace.</summary>
/// <param name="message">The line.</param>
internal sealed class StartupError(string message)
{
    /// <summary>Maps an exception of the startup; null if it is an unexpected one.</summary>
    public static StartupError? Of(Exception e) => e switch
    {
        InvalidSettingException or DataFileInUseException or DataFileReplacedException or UnknownSchemaException or UnfinishedImportException or CopiedDatabaseException => new StartupError(e.Message),
        StoreUnavailableException => new StartupError($"The database of ConnectionStrings:Documents is not available: {e.Message}"),
        System.Data.Common.DbException => new StartupError($"The database of ConnectionStrings:Documents cannot be opened: {e.Message}"),
        ArgumentException => new StartupError($"The setting ConnectionStrings:Documents is not a valid connection string: {e.Message}"),
        IOException or UnauthorizedAccessException => new StartupError($"The database cannot be opened: {e.Message}"),
        _ => null,
    };

    /// <summary>Prints the error to standard error.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> PrintAsync()
    {
        await Console.Error.WriteLineAsync(message);
        return 1;
    }
}
