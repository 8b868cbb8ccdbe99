using System.CommandLine;
using System.Data.Common;
using SyncServer.Core.Documents;
using SyncServer.Saving;
using SyncServer.Settings;
using SyncServer.Storage;

namespace SyncServer;

/// <summary>Creates the commands that work on the database of the settings.</summary>
internal static class DatabaseCommand
{
    /// <summary>Creates a command.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What <c>--help</c> says about it.</param>
    /// <param name="run">
    /// Runs the command with its arguments and the connection string of the database, and returns the exit code: 0 if everything was done, 2 if something was found
    /// that an operator has to look at. An expected exception is printed as one line, and the exit code is 1.
    /// </param>
    public static Command Create(string name, string description, Func<ParseResult, string, CancellationToken, Task<int>> run) =>
        // Not through a connection pooler, where a session keeps no settings.
        CreateWithHost(name, description, (line, host, cancellation) => run(
            line, host.Configuration.GetConnectionString("DocumentsDirect") ?? host.Configuration.GetConnectionString("Documents") ?? DocumentStore.DefaultConnectionString, cancellation));

    /// <summary>Creates a command that needs services of the server.</summary>
    /// <inheritdoc cref="Create"/>
    public static Command CreateWithHost(string name, string description, Func<ParseResult, WebApplicationBuilder, CancellationToken, Task<int>> run)
    {
        var command = new Command(name, description);
        // Settings, such as --ConnectionStrings:Documents=…, are parsed by the host.
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (line, cancellation) =>
        {
            try
            {
                return await run(line, ServeCommand.CreateBuilder([.. line.UnmatchedTokens]), cancellation);
            }
            catch (Exception e) when (IsExpected(e))
            {
                await Console.Error.WriteLineAsync(e.Message);
                return 1;
            }
        });
        return command;
    }

    private static bool IsExpected(Exception e) => e is IOException or UnauthorizedAccessException or DbException or InvalidDataException or NotSupportedException
        or DataFileInUseException or DataFileReplacedException or UnknownSchemaException or UnfinishedImportException or CopiedDatabaseException or StoreUnavailableException or UnavailableException or InvalidSettingException or OperationCanceledException;
}
