using SyncServer.Load.Running;
using SyncServer.Load.Scenarios;

namespace SyncServer.Load.Tests;

/// <summary>Options of runs in tests.</summary>
internal static class TestOptions
{
    public static LoadOptions Of(string scenario, LoadModel load, int users) => new()
    {
        Scenarios = [AllScenarios.List.Single(one => one.Name == scenario)],
        Rules = [Rule.Session],
        Load = load,
        Users = users,
        WarmUp = TimeSpan.FromSeconds(1),
        Target = new TargetOptions(null, null, null, null, "load-test", Insecure: false, Postgres: false, Redis: false, TimeSpan.FromSeconds(60)),
        Shape = new Shape(Seed: 1, Pace: 50, TimeSpan.FromMilliseconds(300), InFlight: 3, Readers: 0.8, DocumentBytes: 400, LargeBytes: 50_000, Documents: 2),
        Thresholds = new Thresholds(null, null, null, null, null, null),
    };
}
