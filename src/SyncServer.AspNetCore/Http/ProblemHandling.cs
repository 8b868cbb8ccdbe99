using System.Data.Common;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using SyncServer.Core.Documents;
using SyncServer.Saving;

namespace SyncServer.Http;

/// <summary>Turns exceptions and bare status codes into problems: no response ever contains a stack trace (docs/protocol.md, section 5).</summary>
internal static class ProblemHandling
{
    /// <summary>Writes a problem for an exception, or for an error status without a body, of the middleware that follows.</summary>
    public static void UseProblems(this IApplicationBuilder app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = http => WriteAsync(http, http.Features.GetRequiredFeature<IExceptionHandlerFeature>().Error),
            SuppressDiagnosticsCallback = context => context.Exception is UnavailableException or StoreUnavailableException or BadHttpRequestException,
        });
        app.UseStatusCodePages(context => Problems.OfStatus(context.HttpContext.Response.StatusCode).ExecuteAsync(context.HttpContext));
    }

    private static Task WriteAsync(HttpContext http, Exception error)
    {
        // Accounts are read directly from the database, not through a store.
        if (error is not (UnavailableException or StoreUnavailableException) && IsOfDatabase(error))
        {
            error = new StoreUnavailableException("The database is not available.", error);
        }

        return ProblemOf(error).ExecuteAsync(http);
    }

    /// <summary>The problem for an exception.</summary>
    public static Problem ProblemOf(Exception error) => error switch
    {
        UnavailableException or StoreUnavailableException => Problems.Unavailable(error.Message),
        BadHttpRequestException bad => Problems.OfStatus(bad.StatusCode),
        _ => Problems.OfStatus(500),
    };

    private static bool IsOfDatabase(Exception? error) => error is not null && (error is DbException || IsOfDatabase(error.InnerException));
}
