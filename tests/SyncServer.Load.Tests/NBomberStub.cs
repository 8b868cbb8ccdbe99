#pragma warning disable MA0048, CA1040, CA1716, MA0182, CA1724, CA1812, SA1402, IDE0060

// The part of NBomber's API that versions 4.2 to 6 have in common and that the host uses, so that the host is compiled in every build. It also runs scenarios, in
// the simplest way, so that the host can be tested. The package is not used here, because it is free for personal use only.
namespace NBomber.Contracts
{
    /// <summary>A response.</summary>
    public interface IResponse
    {
        string StatusCode { get; }

        bool IsError { get; }
    }

    public sealed record Response<T>(string StatusCode, bool IsError, long SizeBytes, string Message) : IResponse;

    public interface IScenarioContext;

    public interface IScenarioInitContext;

    public sealed record LoadSimulation(string Kind, int Level, TimeSpan During);

    public sealed record ScenarioProps(string Name, Func<IScenarioContext, Task<IResponse>> Run)
    {
        public Func<IScenarioInitContext, Task>? Init { get; init; }

        public Func<IScenarioInitContext, Task>? Clean { get; init; }

        public TimeSpan? WarmUp { get; init; }

        public bool RestartsIterationOnFail { get; init; } = true;

        public IReadOnlyList<LoadSimulation> Simulations { get; init; } = [];
    }

    public sealed record NBomberContext(IReadOnlyList<ScenarioProps> Scenarios);
}

namespace NBomber.Contracts.Stats
{
    public enum ReportFormat
    {
        Txt = 0,
        Html = 1,
        Csv = 2,
        Md = 3,
    }

    public sealed record RequestStats(int Count);

    public sealed record LatencyStats(double Percent50, double Percent95, double Percent99);

    public sealed record MeasurementStats(RequestStats Request, LatencyStats Latency);

    public sealed record ScenarioStats(string ScenarioName, MeasurementStats Ok, MeasurementStats Fail);

    public sealed record NodeStats(ScenarioStats[] ScenarioStats);
}

namespace NBomber.CSharp
{
    using System.Collections.Concurrent;
    using NBomber.Contracts;
    using NBomber.Contracts.Stats;

    public static class Response
    {
        // sizeBytes is an int in 4.2, and a long since 5.
        public static Response<object> Ok(string statusCode = "", int sizeBytes = 0, string message = "") => new(statusCode, false, sizeBytes, message);

        public static Response<object> Fail(string statusCode = "", string message = "", int sizeBytes = 0) => new(statusCode, true, sizeBytes, message);
    }

    public static class Step
    {
        public static async Task<Response<T>> Run<T>(string name, IScenarioContext context, Func<Task<Response<T>>> run)
        {
            var response = await run();
            NBomberRunner.Steps.Enqueue((name, response));
            return response;
        }
    }

    public static class Simulation
    {
        public static LoadSimulation RampingInject(int rate, TimeSpan interval, TimeSpan during) => new("ramping inject", rate, during);

        public static LoadSimulation Inject(int rate, TimeSpan interval, TimeSpan during) => new("inject", rate, during);

        public static LoadSimulation RampingConstant(int copies, TimeSpan during) => new("ramping constant", copies, during);

        public static LoadSimulation KeepConstant(int copies, TimeSpan during) => new("keep constant", copies, during);
    }

    public static class Scenario
    {
        public static ScenarioProps Create(string name, Func<IScenarioContext, Task<IResponse>> run) => new(name, run);

        public static ScenarioProps WithInit(this ScenarioProps scenario, Func<IScenarioInitContext, Task> initFunc) => scenario with { Init = initFunc };

        public static ScenarioProps WithClean(this ScenarioProps scenario, Func<IScenarioInitContext, Task> cleanFunc) => scenario with { Clean = cleanFunc };

        public static ScenarioProps WithWarmUpDuration(this ScenarioProps scenario, TimeSpan duration) => scenario with { WarmUp = duration };

        public static ScenarioProps WithoutWarmUp(this ScenarioProps scenario) => scenario with { WarmUp = null };

        public static ScenarioProps WithRestartIterationOnFail(this ScenarioProps scenario, bool shouldRestart) => scenario with { RestartsIterationOnFail = shouldRestart };

        public static ScenarioProps WithMaxFailCount(this ScenarioProps scenario, int failCount) => scenario;

        public static ScenarioProps WithLoadSimulations(this ScenarioProps scenario, params LoadSimulation[] loadSimulations) => scenario with { Simulations = loadSimulations };
    }

    public static class NBomberRunner
    {
        private const int IterationsOfCopy = 5;

        public static ConcurrentQueue<(string Name, IResponse Response)> Steps { get; } = new();

        public static NBomberContext? Last { get; private set; }

        public static string[] Arguments { get; private set; } = [];

        public static NBomberContext RegisterScenarios(params ScenarioProps[] scenarios) => new(scenarios);

        public static NBomberContext WithTestSuite(this NBomberContext context, string testSuite) => context;

        public static NBomberContext WithTestName(this NBomberContext context, string testName) => context;

        public static NBomberContext WithReportFolder(this NBomberContext context, string reportFolder) => context;

        public static NBomberContext WithReportFormats(this NBomberContext context, params ReportFormat[] reportFormats) => context;

        public static NodeStats Run(this NBomberContext context, params string[] args)
        {
            (Last, Arguments) = (context, args);
            Steps.Clear();
            return RunAsync(context).GetAwaiter().GetResult();
        }

        private static async Task<NodeStats> RunAsync(NBomberContext context)
        {
            var stats = new List<ScenarioStats>();
            foreach (var scenario in context.Scenarios)
            {
                await scenario.Init!(null!);
                var responses = new ConcurrentQueue<IResponse>();
                foreach (var simulation in scenario.Simulations)
                {
                    await Task.WhenAll(Enumerable.Range(0, simulation.Level).Select(async _ =>
                    {
                        for (var i = 0; i < IterationsOfCopy; i++)
                        {
                            responses.Enqueue(await scenario.Run(null!));
                        }
                    }));
                }

                await scenario.Clean!(null!);
                stats.Add(new ScenarioStats(scenario.Name, Of(responses, isError: false), Of(responses, isError: true)));
            }

            return new NodeStats([.. stats]);
        }

        private static MeasurementStats Of(IEnumerable<IResponse> responses, bool isError) => new(new RequestStats(responses.Count(one => one.IsError == isError)), new LatencyStats(1, 2, 3));
    }
}
