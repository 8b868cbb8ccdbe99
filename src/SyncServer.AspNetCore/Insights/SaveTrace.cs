using System.Diagnostics;
using SyncServer.Core.Saving;

namespace SyncServer.Insights;

/// <summary>The span of a save, with its collection and outcome. It contains no content, no session and no personal data.</summary>
internal static class SaveTrace
{
    /// <summary>The name of the activity source.</summary>
    public const string SourceName = "SyncServer";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Starts a span, a child of the request's span; null if there is no listener.</summary>
    public static Activity? Start(SaveCommand command) =>
        Source.StartActivity("save")?.SetTag("syncserver.collection", command.Key.Collection);

    /// <summary>Sets the outcome.</summary>
    public static void End(this Activity span, SaveDecision decision)
    {
        span.SetTag("syncserver.outcome", Outcomes.Of(decision));
        if (decision is SaveDecision.Written { Head: var head })
        {
            span.SetTag("syncserver.version", head.Version);
        }
    }

    /// <summary>Sets the status of a save that could not be decided.</summary>
    public static void Fail(this Activity span) => span.SetTag("syncserver.outcome", Outcomes.Unavailable).SetStatus(ActivityStatusCode.Error);
}
