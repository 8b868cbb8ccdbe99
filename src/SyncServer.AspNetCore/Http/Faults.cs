using System.Data.Common;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using SyncServer.Core.Documents;
using SyncServer.Saving;

namespace SyncServer.Http;

/// <summary>Turns what went wrong elsewhere into a problem: no answer ever holds a stack trace (protocol 5).</summary>
internal static class Faults
{
    private const string Used = "SyncServer.Problems";

    /// <summary>Answers what the middleware after it refuses; the second time it does nothing.</summary>
    public static void UseProblems(this IApplicationBuilder app)
    {
        if (!app.Properties.TryAdd(Used, true))
        {
            return;
        }

        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = http => Answer(http, http.Features.GetRequiredFeature<IExceptionHandlerFeature>().Error),
            SuppressDiagnosticsCallback = context => context.Exception is UnavailableException or StoreUnavailableException or BadHttpRequestException,
        });
        app.UseStatusCodePages(context => Problems.OfStatus(context.HttpContext.Response.StatusCode).ExecuteAsync(context.HttpContext));
    }

    private static Task Answer(HttpContext http, Exception error)
    {
        // Accounts are read without a store in between.
        if (error is not (UnavailableException or StoreUnavailableException) && IsOfDatabase(error))
        {
            error = new StoreUnavailableException("The database does not answer.", error);
        }

        return ProblemOf(error).ExecuteAsync(http);
    }

    /// <summary>What a fault says to whoever asked.</summary>
    public static Problem ProblemOf(Exception error) => error switch
    {
        UnavailableException or StoreUnavailableException => Problems.Unavailable(error.Message),
        BadHttpRequestException bad => Problems.OfStatus(bad.StatusCode),
        _ => Problems.OfStatus(500),
    };

    private static bool IsOfDatabase(Exception? error) => error is not null && (error is DbException || IsOfDatabase(error.InnerException));
}
