namespace SyncServer.Load.Scenarios;

/// <summary>All of it at once, as on a working day: of ten users six type, and one each does one of the others.</summary>
internal sealed class MixedDay : IScenario
{
    private static readonly Typing Typing = new();

    private readonly IScenario[] _ofTen = [Typing, new HotRecord(), Typing, new MobileResume(), Typing, new OfflineBatch(), Typing, new ReadersAndEvents(), Typing, Typing];

    public string Name => "mixed-day";

    public string Description => "all of it at once: most type, a few do each of the others";

    public Task<IUser> JoinAsync(Stage stage, int number)
    {
        var (ten, place) = Math.DivRem(number, _ofTen.Length);
        var scenario = _ofTen[place];
        // Those that share documents are counted by themselves, so that they meet.
        return scenario.JoinAsync(stage, scenario == Typing ? number : ten);
    }
}
