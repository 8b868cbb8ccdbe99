using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace SyncServer.Client.Http;

/// <summary>Retries a request after a network fault, or where the server is busy or unavailable. A refusal is never retried.</summary>
internal sealed class RetryPolicy(TimeProvider time)
{
    // An attempt without a response is given up after this: the network may have lost it.
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(30);

    // The longest delay of a timer.
    private static readonly TimeSpan MaxRetryAfter = TimeSpan.FromDays(40);

    /// <summary>For saves: until there is a response.</summary>
    public ResiliencePipeline<ServerResponse> Unlimited { get; } = Build(time, int.MaxValue);

    /// <summary>For requests of which the caller awaits the result: the last failure is returned or thrown.</summary>
    public ResiliencePipeline<ServerResponse> Limited { get; } = Build(time, 3);

    /// <summary>Whether the network lost a request or its response.</summary>
    public static bool IsNetworkFault(Exception exception) =>
        exception is HttpRequestException or IOException or TimeoutRejectedException or TaskCanceledException { InnerException: TimeoutException };

    private static ResiliencePipeline<ServerResponse> Build(TimeProvider time, int retries) => new ResiliencePipelineBuilder<ServerResponse> { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions<ServerResponse>
        {
            ShouldHandle = args => new(args.Outcome.Exception is { } e ? IsNetworkFault(e) : args.Outcome.Result!.IsTransient),
            MaxRetryAttempts = retries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = TimeSpan.FromMilliseconds(500),
            MaxDelay = MaxDelay,
            DelayGenerator = args => new(args.Outcome.Result?.RetryAfter is { } retryAfter && retryAfter > TimeSpan.Zero ? WithJitter(retryAfter) : null),
        })
        .AddTimeout(new TimeoutStrategyOptions { Timeout = AttemptTimeout })
        .Build();

    /// <summary>Never before the server asked for, and not all clients at once.</summary>
    private static TimeSpan WithJitter(TimeSpan retryAfter) =>
        (retryAfter < MaxRetryAfter ? retryAfter : MaxRetryAfter) + TimeSpan.FromMilliseconds(Random.Shared.Next(1000));
}
