using SyncServer.Load.Running;

namespace SyncServer.Load.Scenarios;

/// <summary>A mix of scenarios: of ten users six type, and one does each of the others.</summary>
internal sealed class MixedDay : IScenario
{
    /// <summary>The scenarios of the mix, and how many of ten users are in each.</summary>
    public static IReadOnlyList<(IScenario Scenario, int Weight)> Shares { get; } =
        [(new Typing(), 6), (new HotRecord(), 1), (new MobileResume(), 1), (new OfflineBatch(), 1), (new ReadersAndEvents(), 1)];

    private static readonly IScenario[] OfTen = [.. Interleaved()];

    public string Name => "mixed-day";

    public string Description => "a mix: most users type, a few are in each of hot-record, mobile-resume, offline-batch and readers";

    public Task<IUser> JoinAsync(Stage stage, int number)
    {
        var (ten, place) = Math.DivRem(number, OfTen.Length);
        var scenario = OfTen[place];
        // Users who share documents are numbered separately, so that they share the same ones.
        return scenario.JoinAsync(stage, scenario is Typing ? number : ten);
    }

    /// <summary>Typing and the others in turn, so that a few users are a mix as well.</summary>
    private static IEnumerable<IScenario> Interleaved()
    {
        var left = Shares.ToDictionary(share => share.Scenario, share => share.Weight);
        while (left.Values.Sum() > 0)
        {
            foreach (var (scenario, _) in Shares.Where(share => left[share.Scenario] > 0))
            {
                yield return scenario;
                left[scenario]--;
            }
        }
    }
}
