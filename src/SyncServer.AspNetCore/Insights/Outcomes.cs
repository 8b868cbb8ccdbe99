using System.Diagnostics;
using System.Text.Json;
using SyncServer.Core.Saving;

namespace SyncServer.Insights;

/// <summary>What became of a save, as metrics, traces and logs call it: the protocol's outcome, or the name of the refusal.</summary>
internal static class Outcomes
{
    /// <summary>The save could not be decided just now.</summary>
    public const string Unavailable = "unavailable";

    private static readonly Dictionary<SaveOutcome, string> Accepted = Enum.GetValues<SaveOutcome>().ToDictionary(o => o, o => NameOf(o));
    private static readonly Dictionary<Refusal, string> Refused = Enum.GetValues<Refusal>().ToDictionary(r => r, r => NameOf(r));

    private static readonly HashSet<string> Conflicts = new([Refused[Refusal.EditConflict], Refused[Refusal.AlreadyExists]], StringComparer.Ordinal);

    /// <summary>All of them.</summary>
    public static IEnumerable<string> All => [.. Accepted.Values, .. Refused.Values, Unavailable];

    /// <summary>Those of step 10: the save met a version that its client had not seen.</summary>
    public static bool IsConflict(string outcome) => Conflicts.Contains(outcome);

    /// <summary>The outcome of a decision that is final.</summary>
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
