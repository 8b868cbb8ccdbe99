namespace SyncServer.Load.Scenarios;

/// <summary>All of it at once, as on a working day: of ten users six type, and one each does one of the others.</summary>
internal sealed class MixedDay : IScenario
{
    private readonly IScenario[] _ofTen;

    public MixedDay()
    {
        IScenario typing = new Typing();
        _ofTen = [typing, new HotRecord(), typing, new MobileResume(), typing, new OfflineBatch(), typing, new ReadersAndEvents(), typing, typing];
    }

    public string Name => "mixed-day";

    public string Description => "all of it at once: most type, a few do each of the others";

    public Task<IUser> JoinAsync(Stage stage, int number) => _ofTen[number % _ofTen.Length].JoinAsync(stage, number);
}
