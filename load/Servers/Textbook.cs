using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace SyncServer.Load.Servers;

/// <summary>
/// A typical first implementation in C#: minimal API, EF Core with its defaults on SQLite or PostgreSQL, and strict
/// ETags, or none with <c>LastWriteWins</c>. It has no sign-in and no history, which favours it in the comparison.
/// </summary>
internal static class Textbook
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int Constraint = 19;

    public static async Task RunAsync(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        var documents = builder.Configuration.GetConnectionString("Documents")!;
        builder.Services.AddDbContextPool<TextbookContext>(options =>
            _ = documents.StartsWith("Host=", StringComparison.OrdinalIgnoreCase) ? options.UseNpgsql(documents) : options.UseSqlite(documents));
        var app = builder.Build();
        await using (var scope = app.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<TextbookContext>().Database.EnsureCreatedAsync();
        }

        // The author of each version, for the check of the scenarios: in memory, and not used in benchmarks.
        var log = builder.Configuration.GetValue<bool>("Log") ? new TextbookLog() : null;
        var lastWriteWins = builder.Configuration.GetValue<bool>("LastWriteWins");
        app.MapPut("/v1/{collection}/{id}", (string collection, string id, JsonElement content, HttpContext context, TextbookContext database, CancellationToken cancellation) =>
            // A version is logged exactly if it was committed.
            SaveAsync(collection, id, content, context, database, lastWriteWins, log, log is null ? cancellation : CancellationToken.None));
        app.MapGet("/v1/{collection}/{id}", ReadAsync);
        if (log is not null)
        {
            app.MapGet("/v1/{collection}/{id}/revisions", (string collection, string id) => log.List(collection, id));
        }

        await app.RunAsync();
    }

    private static async Task<IResult> ReadAsync(string collection, string id, HttpContext context, TextbookContext database, CancellationToken cancellation)
    {
        if (await database.Documents.FindAsync([collection, id], cancellation) is not { } document)
        {
            return Results.NotFound();
        }

        context.Response.Headers.ETag = Tag(document);
        return string.Equals(context.Request.Headers.IfNoneMatch, Tag(document), StringComparison.Ordinal)
            ? Results.StatusCode(StatusCodes.Status304NotModified)
            : Results.Text(document.Content, "application/json");
    }

    private static async Task<IResult> SaveAsync(
        string collection, string id, JsonElement content, HttpContext context, TextbookContext database, bool lastWriteWins, TextbookLog? log, CancellationToken cancellation)
    {
        var ifMatch = context.Request.Headers.IfMatch.ToString();
        if (ifMatch.Length == 0 && context.Request.Headers.IfNoneMatch != "*")
        {
            return Results.StatusCode(StatusCodes.Status428PreconditionRequired);
        }

        try
        {
            var document = await database.Documents.FindAsync([collection, id], cancellation);
            if (!lastWriteWins && !string.Equals(ifMatch, document is null ? "" : Tag(document), StringComparison.Ordinal))
            {
                return Results.StatusCode(StatusCodes.Status412PreconditionFailed);
            }

            if (document is null)
            {
                document = new TextbookDocument { Collection = collection, Id = id, Content = content.GetRawText() };
                database.Documents.Add(document);
            }
            else
            {
                document.Content = content.GetRawText();
                document.Version++;
            }

            document.SavedAt = TimeProvider.System.GetUtcNow();
            await database.SaveChangesAsync(cancellation);
            log?.Add(document, context.Request.Headers["Save-Sequence"]);
            context.Response.Headers.ETag = Tag(document);
            return Results.NoContent();
        }
        catch (DbUpdateException failure) when (failure is DbUpdateConcurrencyException || IsDuplicate(failure.InnerException))
        {
            if (!lastWriteWins)
            {
                return Results.StatusCode(StatusCodes.Status412PreconditionFailed);
            }

            // A concurrent write is overwritten.
            database.ChangeTracker.Clear();
            return await SaveAsync(collection, id, content, context, database, lastWriteWins, log, cancellation);
        }
        catch (Exception failure) when ((failure as SqliteException ?? failure.InnerException) is SqliteException { SqliteErrorCode: Busy or Locked })
        {
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static bool IsDuplicate(Exception? inner) =>
        inner is SqliteException { SqliteErrorCode: Constraint } or PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    private static string Tag(TextbookDocument document) => $"\"{document.Version}\"";
}
