using System.Diagnostics;
using SyncServer.Core.Saving;

namespace SyncServer.Insights;

/// <summary>The span of a save: what became of it, in which collection. It holds no content, no session and no name of anybody.</summary>
internal static class SaveTrace
{
    /// <summary>The name of the source.</summary>
    public const string SourceName = "SyncServer";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Starts one under the request's, whose traceparent it carries on (W3C); null where nobody listens.</summary>
    public static Activity? Start(SaveCommand command) =>
        Source.StartActivity("save")?.SetTag("syncserver.collection", command.Key.Collection);

    /// <summary>Notes how it ended.</summary>
    public static void End(this Activity span, SaveDecision decision)
    {
        span.SetTag("syncserver.outcome", Outcomes.Of(decision));
        if (decision is SaveDecision.Written { Head: var head })
        {
            span.SetTag("syncserver.version", head.Version);
        }
    }

    /// <summary>Notes that it was not decided.</summary>
    public static void Fail(this Activity span) => span.SetTag("syncserver.outcome", Outcomes.Unavailable).SetStatus(ActivityStatusCode.Error);
}
