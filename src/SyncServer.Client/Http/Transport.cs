using System.Net;
using System.Net.Http.Headers;
using Polly.Timeout;

namespace SyncServer.Client.Http;

/// <summary>Sends requests with a token, and retries them.</summary>
internal sealed class Transport(HttpClient http, Identity identity, TimeProvider time)
{
    private readonly RetryPolicy _retries = new(time);

    /// <summary>Sends a request, with a limited number of attempts.</summary>
    /// <param name="request">Makes the request: an <see cref="HttpRequestMessage"/> cannot be sent twice.</param>
    /// <param name="cancellation">Cancels the request.</param>
    /// <exception cref="HttpRequestException">The network failed each time.</exception>
    public async Task<ServerResponse> SendAsync(Func<HttpRequestMessage> request, CancellationToken cancellation)
    {
        try
        {
            return await _retries.Limited.ExecuteAsync(async ended => await AttemptAsync(request, ended).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        }
        catch (TimeoutRejectedException e)
        {
            throw new HttpRequestException("The server does not respond.", e);
        }
    }

    /// <summary>Sends a request until there is a response.</summary>
    /// <typeparam name="T">What is read from the response.</typeparam>
    /// <param name="request">Makes the request.</param>
    /// <param name="read">Reads the response. It throws an exception of <see cref="RetryPolicy.IsNetworkFault"/> where the response is not from the server.</param>
    /// <param name="attemptFailed">Called for each attempt that failed, with the pause that the server asked for.</param>
    /// <param name="cancellation">Cancels the request.</param>
    public async Task<T> SendUntilResponseAsync<T>(
        Func<HttpRequestMessage> request, Func<ServerResponse, T> read, Action<TimeSpan?> attemptFailed, CancellationToken cancellation)
    {
        T result = default!;
        await _retries.Unlimited.ExecuteAsync(
            async ended =>
            {
                ServerResponse? response = null;
                var succeeded = false;
                try
                {
                    response = await AttemptAsync(request, ended).ConfigureAwait(false);
                    if (!response.IsTransient)
                    {
                        result = read(response);
                        succeeded = true;
                    }

                    return response;
                }
                finally
                {
                    if (!succeeded && !cancellation.IsCancellationRequested)
                    {
                        attemptFailed(response?.RetryAfter);
                    }
                }
            },
            cancellation).ConfigureAwait(false);
        return result;
    }

    /// <summary>Makes one attempt, and returns the response before its body is read.</summary>
    public async Task<HttpResponseMessage> OpenAsync(Func<HttpRequestMessage> request, HttpCompletionOption completion, CancellationToken cancellation)
    {
        var token = await identity.GetTokenAsync(refused: null, cancellation).ConfigureAwait(false);
        var response = await SendOnceAsync(request, token, completion, cancellation).ConfigureAwait(false);
        if (response.StatusCode is not HttpStatusCode.Unauthorized || token is null)
        {
            return response;
        }

        // Once with another token: the server may have revoked the first one before it expired.
        var another = await identity.GetTokenAsync(token, cancellation).ConfigureAwait(false);
        if (string.Equals(another, token, StringComparison.Ordinal))
        {
            return response;
        }

        response.Dispose();
        return await SendOnceAsync(request, another, completion, cancellation).ConfigureAwait(false);
    }

    private async Task<ServerResponse> AttemptAsync(Func<HttpRequestMessage> request, CancellationToken cancellation)
    {
        using var response = await OpenAsync(request, HttpCompletionOption.ResponseContentRead, cancellation).ConfigureAwait(false);
        return await ServerResponse.ReadAsync(response, time.GetUtcNow(), cancellation).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> SendOnceAsync(Func<HttpRequestMessage> make, string? token, HttpCompletionOption completion, CancellationToken cancellation)
    {
        using var request = make();
        request.RequestUri = ServerUri.Resolve(http, request.RequestUri!);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await http.SendAsync(request, completion, cancellation).ConfigureAwait(false);
    }
}
