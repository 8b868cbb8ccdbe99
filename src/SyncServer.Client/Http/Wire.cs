using System.Net;
using System.Net.Http.Headers;
using Polly.Timeout;

namespace SyncServer.Client.Http;

/// <summary>Requests with a token, sent again where that may help.</summary>
internal sealed class Wire(HttpClient http, ITokenSource? tokens, TimeProvider time)
{
    private readonly Retries _retries = new(time);

    /// <summary>Sends a request for which somebody waits.</summary>
    /// <param name="request">Makes it: one cannot be sent twice.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="HttpRequestException">The network failed several times.</exception>
    public async Task<Reply> SendAsync(Func<HttpRequestMessage> request, CancellationToken cancellation)
    {
        try
        {
            return await _retries.AFew.ExecuteAsync(async ended => await AttemptAsync(request, ended).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        }
        catch (TimeoutRejectedException e)
        {
            throw new HttpRequestException("The server does not answer.", e);
        }
    }

    /// <summary>Sends a request until there is an answer.</summary>
    /// <typeparam name="T">What is read from an answer.</typeparam>
    /// <param name="request">Makes it.</param>
    /// <param name="read">Reads an answer; it throws what <see cref="Retries.IsNetworkFault"/> takes for a fault where the answer is none of the server's.</param>
    /// <param name="failed">Told of each attempt that failed, with how long the server asks to wait.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<T> SendUntilAnsweredAsync<T>(Func<HttpRequestMessage> request, Func<Reply, T> read, Action<TimeSpan?> failed, CancellationToken cancellation)
    {
        T result = default!;
        await _retries.Forever.ExecuteAsync(
            async ended =>
            {
                Reply? reply = null;
                var answered = false;
                try
                {
                    reply = await AttemptAsync(request, ended).ConfigureAwait(false);
                    if (!reply.IsTransient)
                    {
                        result = read(reply);
                        answered = true;
                    }

                    return reply;
                }
                finally
                {
                    if (!answered && !cancellation.IsCancellationRequested)
                    {
                        failed(reply?.RetryAfter);
                    }
                }
            },
            cancellation).ConfigureAwait(false);
        return result;
    }

    /// <summary>Makes one attempt, and gives the answer with its body to be read.</summary>
    public async Task<HttpResponseMessage> OpenAsync(Func<HttpRequestMessage> request, HttpCompletionOption completion, CancellationToken cancellation)
    {
        var token = tokens is null ? null : await tokens.GetAsync(refused: null, cancellation).ConfigureAwait(false);
        var response = await OnceAsync(request, token, completion, cancellation).ConfigureAwait(false);
        if (response.StatusCode is not HttpStatusCode.Unauthorized || token is null)
        {
            return response;
        }

        // Once: the server may have stopped taking a token before its time.
        var another = await tokens!.GetAsync(token, cancellation).ConfigureAwait(false);
        if (string.Equals(another, token, StringComparison.Ordinal))
        {
            return response;
        }

        response.Dispose();
        return await OnceAsync(request, another, completion, cancellation).ConfigureAwait(false);
    }

    private async Task<Reply> AttemptAsync(Func<HttpRequestMessage> request, CancellationToken cancellation)
    {
        using var response = await OpenAsync(request, HttpCompletionOption.ResponseContentRead, cancellation).ConfigureAwait(false);
        return await Reply.ReadAsync(response, time.GetUtcNow(), cancellation).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> OnceAsync(Func<HttpRequestMessage> make, string? token, HttpCompletionOption completion, CancellationToken cancellation)
    {
        using var request = make();
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await http.SendAsync(request, completion, cancellation).ConfigureAwait(false);
    }
}
