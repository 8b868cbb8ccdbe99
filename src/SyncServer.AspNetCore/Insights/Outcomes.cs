using System.Diagnostics;
using System.Text.Json;
using SyncServer.Core.Saving;

namespace SyncServer.Insights;

/// <summary>The outcomes of saves in metrics, traces and logs: the outcome of docs/protocol.md, section 3, or the name of the refusal.</summary>
internal static class Outcomes
{
    /// <summary>The save could not be decided.</summary>
    public const string Unavailable = "unavailable";

    private static readonly Dictionary<SaveOutcome, string> Accepted = Enum.GetValues<SaveOutcome>().ToDictionary(o => o, o => NameOf(o));
    private static readonly Dictionary<Refusal, string> Refused = Enum.GetValues<Refusal>().ToDictionary(r => r, r => NameOf(r));

    private static readonly HashSet<string> Conflicts = new([Refused[Refusal.EditConflict], Refused[Refusal.AlreadyExists]], StringComparer.Ordinal);

    /// <summary>All outcomes.</summary>
    public static IEnumerable<string> All => [.. Accepted.Values, .. Refused.Values, Unavailable];

    /// <summary>Whether an outcome is a conflict (docs/protocol.md, section 4.10).</summary>
    public static bool IsConflict(string outcome) => Conflicts.Contains(outcome);

    /// <summary>The outcome of a final decision.</summary>
    public static string Of(SaveDecision decision) => decision switch
    {
        SaveDecision.Written written => Accepted[written.Head.Newest.Outcome],
        SaveDecision.Unchanged => Accepted[SaveOutcome.Unchanged],
        SaveDecision.Repeated repeated => Accepted[repeated.Outcome],
        SaveDecision.Refused refused => Refused[refused.Reason],
        _ => throw new UnreachableException(),
    };

    private static string NameOf(Enum name) => JsonNamingPolicy.KebabCaseLower.ConvertName(name.ToString());
}
