using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace SyncServer.Client.Http;

/// <summary>Sending the same request again: after a fault of the network, or where the server is busy or away; never after a refusal.</summary>
internal sealed class Retries(TimeProvider time)
{
    // An attempt without an answer is given up after this: the network may have lost it.
    private static readonly TimeSpan AttemptLimit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    // As long as a timer can wait.
    private static readonly TimeSpan LongestAsked = TimeSpan.FromDays(40);

    /// <summary>For saves: until there is an answer.</summary>
    public ResiliencePipeline<Reply> Forever { get; } = Build(time, int.MaxValue);

    /// <summary>For what somebody waits for: the last failure is told.</summary>
    public ResiliencePipeline<Reply> AFew { get; } = Build(time, 3);

    /// <summary>Whether a request failed on its way.</summary>
    public static bool IsNetworkFault(Exception exception) =>
        exception is HttpRequestException or IOException or TimeoutRejectedException or TaskCanceledException { InnerException: TimeoutException };

    private static ResiliencePipeline<Reply> Build(TimeProvider time, int attempts) => new ResiliencePipelineBuilder<Reply> { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions<Reply>
        {
            ShouldHandle = args => new(args.Outcome.Exception is { } e ? IsNetworkFault(e) : args.Outcome.Result!.IsTransient),
            MaxRetryAttempts = attempts,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = TimeSpan.FromMilliseconds(500),
            MaxDelay = LongestDelay,
            DelayGenerator = args => new(args.Outcome.Result?.RetryAfter is { } asked && asked > TimeSpan.Zero ? Later(asked) : null),
        })
        .AddTimeout(new TimeoutStrategyOptions { Timeout = AttemptLimit })
        .Build();

    /// <summary>Not before the server asked for, and not all clients at once.</summary>
    private static TimeSpan Later(TimeSpan asked) =>
        (asked < LongestAsked ? asked : LongestAsked) + TimeSpan.FromMilliseconds(Random.Shared.Next(1000));
}
