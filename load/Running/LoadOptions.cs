using SyncServer.Load.Scenarios;

namespace SyncServer.Load.Running;

/// <summary>The options of a run.</summary>
internal sealed record LoadOptions
{
    /// <summary>The scenarios, one after the other.</summary>
    public required IReadOnlyList<IScenario> Scenarios { get; init; }

    /// <summary>The rules with which each scenario runs.</summary>
    public required IReadOnlyList<Rule> Rules { get; init; }

    /// <summary>The load.</summary>
    public required LoadModel Load { get; init; }

    /// <summary>The number of users; in an open model, of sessions that may be busy at the same time.</summary>
    public required int Users { get; init; }

    /// <summary>The time before the measured one.</summary>
    public required TimeSpan WarmUp { get; init; }

    /// <summary>The server.</summary>
    public required TargetOptions Target { get; init; }

    /// <summary>The users and documents.</summary>
    public required Shape Shape { get; init; }

    /// <summary>The limits.</summary>
    public required Thresholds Thresholds { get; init; }

    /// <summary>The file of the HTML report; null for none.</summary>
    public string? Report { get; init; }

    /// <summary>The file of the results; null for none.</summary>
    public string? SaveResults { get; init; }

    /// <summary>Whether tables are Markdown.</summary>
    public bool Markdown { get; init; }

    /// <summary>Whether the output is lines only, without a live table.</summary>
    public bool Plain { get; init; }
}

/// <summary>The server of a run.</summary>
/// <param name="Url">The server; null to start one.</param>
/// <param name="Token">The access token; null for guests.</param>
/// <param name="ClientId">The client of an OpenID provider; null for none.</param>
/// <param name="TokenUrl">The token endpoint of the provider.</param>
/// <param name="Collection">The collection of the documents.</param>
/// <param name="Insecure">Whether any certificate is accepted.</param>
/// <param name="Postgres">Whether the started server uses PostgreSQL.</param>
/// <param name="Redis">Whether the started server uses Redis.</param>
/// <param name="Timeout">The time after which a request without a response has failed.</param>
internal sealed record TargetOptions(Uri? Url, string? Token, string? ClientId, Uri? TokenUrl, string Collection, bool Insecure, bool Postgres, bool Redis, TimeSpan Timeout);

/// <summary>The users and documents of a run.</summary>
/// <param name="Seed">The random seed. The same seed gives the same traffic.</param>
/// <param name="Pace">How many times as fast as people users type and think.</param>
/// <param name="Debounce">The pause in typing after which an editor saves.</param>
/// <param name="InFlight">The number of saves of one session that may be in flight.</param>
/// <param name="Readers">The share of readers in the scenario with readers, from 0 to 1.</param>
/// <param name="DocumentBytes">The size of a document.</param>
/// <param name="LargeBytes">The size of a document in the scenario with large documents.</param>
/// <param name="Documents">The number of documents that all users share in the scenario with hot documents.</param>
internal sealed record Shape(int Seed, double Pace, TimeSpan Debounce, int InFlight, double Readers, int DocumentBytes, int LargeBytes, int Documents);
