namespace SyncServer.Load.Scenarios;

/// <summary>A mix of all scenarios: of ten users six type, and one does each of the others.</summary>
internal sealed class MixedDay : IScenario
{
    private static readonly Typing Typing = new();

    private readonly IScenario[] _ofTen = [Typing, new HotRecord(), Typing, new MobileResume(), Typing, new OfflineBatch(), Typing, new ReadersAndEvents(), Typing, Typing];

    public string Name => "mixed-day";

    public string Description => "a mix of all scenarios: most users type, a few do each of the others";

    public Task<IUser> JoinAsync(Stage stage, int number)
    {
        var (ten, place) = Math.DivRem(number, _ofTen.Length);
        var scenario = _ofTen[place];
        // Users who share documents are numbered separately, so that they share the same ones.
        return scenario.JoinAsync(stage, scenario == Typing ? number : ten);
    }
}
