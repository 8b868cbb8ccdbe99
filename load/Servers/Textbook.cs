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
/// The server that a C# developer would write first: minimal API, EF Core with its defaults on SQLite or PostgreSQL, strict
/// ETags. It signs nobody in and keeps no history, so the comparison leans its way.
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

        app.MapPut("/v1/{collection}/{id}", SaveAsync);
        await app.RunAsync();
    }

    private static async Task<IResult> SaveAsync(
        string collection, string id, JsonElement content, HttpContext context, TextbookContext database, CancellationToken cancellation)
    {
        var ifMatch = context.Request.Headers.IfMatch.ToString();
        if (ifMatch.Length == 0 && context.Request.Headers.IfNoneMatch != "*")
        {
            return Results.StatusCode(StatusCodes.Status428PreconditionRequired);
        }

        try
        {
            var document = await database.Documents.FindAsync([collection, id], cancellation);
            if (!string.Equals(ifMatch, document is null ? "" : Tag(document), StringComparison.Ordinal))
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
            context.Response.Headers.ETag = Tag(document);
            return Results.NoContent();
        }
        catch (DbUpdateConcurrencyException)
        {
            return Results.StatusCode(StatusCodes.Status412PreconditionFailed);
        }
        catch (DbUpdateException failure) when (failure.InnerException is SqliteException { SqliteErrorCode: Constraint } or PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return Results.StatusCode(StatusCodes.Status412PreconditionFailed);
        }
        catch (Exception failure) when ((failure as SqliteException ?? failure.InnerException) is SqliteException { SqliteErrorCode: Busy or Locked })
        {
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static string Tag(TextbookDocument document) => $"\"{document.Version}\"";
}
