namespace SyncServer.Load.Scenarios;

/// <summary>The scenarios of the command line.</summary>
internal static class AllScenarios
{
    /// <summary>All, in the order of the help.</summary>
    public static IReadOnlyList<IScenario> List { get; } =
    [
        new Typing(), new HotRecord(), new TwoTabs(), new MobileResume(), new ResumeStorm(), new OfflineBatch(), new ReadersAndEvents(), new RichText(), new LargeDocument(),
        new SlowConnection(), new MixedDay(),
    ];
}
