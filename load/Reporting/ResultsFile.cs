using System.Text.Json;
using System.Text.Json.Serialization;
using SyncServer.Load.Clients;

namespace SyncServer.Load.Reporting;

/// <summary>The results of one command.</summary>
/// <param name="At">When it was started.</param>
/// <param name="Machine">The machine of the load tester.</param>
/// <param name="Server">The server.</param>
/// <param name="Runs">The results.</param>
internal sealed record ResultsFile(DateTimeOffset At, string Machine, string Server, IReadOnlyList<RunResult> Runs)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        IgnoreReadOnlyProperties = true,
    };

    /// <summary>Writes the file.</summary>
    public Task SaveAsync(string path) => File.WriteAllTextAsync(path, JsonSerializer.Serialize(this, Json));

    /// <summary>Reads a file.</summary>
    /// <exception cref="SetUpException">It does not exist, or is no such file.</exception>
    public static async Task<ResultsFile> ReadAsync(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<ResultsFile>(await File.ReadAllTextAsync(path), Json) ?? throw new JsonException("It is empty.");
        }
        catch (Exception wrong) when (wrong is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new SetUpException($"{path} cannot be read as results: {wrong.Message}", wrong);
        }
    }
}
