using SyncServer.Core.Documents;

namespace SyncServer.Settings;

/// <summary>What the person who starts the server can put right: told in one line, without a stack trace.</summary>
/// <param name="message">The line.</param>
internal sealed class StartFault(string message)
{
    /// <summary>The fault behind an exception of the start; null where it is none of these.</summary>
    public static StartFault? Of(Exception e) => e switch
    {
        InvalidSettingException or DataFileInUseException or UnknownSchemaException => new StartFault(e.Message),
        StoreUnavailableException => new StartFault($"The database of ConnectionStrings:Documents does not answer: {e.InnerException!.Message}"),
        System.Data.Common.DbException => new StartFault($"The database of ConnectionStrings:Documents cannot be opened: {e.Message}"),
        ArgumentException => new StartFault($"The setting ConnectionStrings:Documents names no database that can be opened: {e.Message}"),
        IOException or UnauthorizedAccessException => new StartFault($"The database cannot be opened: {e.Message}"),
        _ => null,
    };

    /// <summary>Prints it.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> TellAsync()
    {
        await Console.Error.WriteLineAsync(message);
        return 1;
    }
}
