using System.Text.Json;

namespace SyncServer.Client.Tests;

/// <summary>The cases of tests/client-cases, which the JavaScript client runs too.</summary>
public sealed class CaseTests
{
    private static readonly JsonElement DefaultVersion = JsonElement.Parse("""{"version":3,"content":"a"}""");

    private static readonly List<(string Name, JsonElement Case)> Cases =
    [
        .. from file in Directory.GetFiles(Path.Combine(ServerProcess.RepositoryRoot, "tests", "client-cases"), "*.json")
           from one in JsonElement.Parse(File.ReadAllBytes(file)).EnumerateArray()
           select ($"{Path.GetFileNameWithoutExtension(file)}: {one.GetProperty("name").GetString()}", one),
    ];

    public static TheoryData<string> Names => [.. Cases.Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_case_holds(string name)
    {
        var one = Cases.Single(found => found.Name == name).Case;
        var runner = new CaseRunner(one);
        await runner.ReadAsync(one.TryGetProperty("open", out var open) ? open : DefaultVersion);
        foreach (var (index, step) in one.GetProperty("steps").EnumerateArray().Index())
        {
            try
            {
                await runner.RunAsync(step).WaitAsync(TimeSpan.FromMinutes(1));
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Step {index + 1}, {step}: {e.Message}", e);
            }
        }
    }
}
