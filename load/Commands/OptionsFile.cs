using System.CommandLine;
using System.Text.Json;
using SyncServer.Load.Clients;

namespace SyncServer.Load.Commands;

/// <summary>Options from a JSON file: <c>{"users": 50, "max-p99": "50ms", "scenarios": ["typing"]}</c>. The names are those of the command line, which takes precedence.</summary>
internal static class OptionsFile
{
    private const string Name = "--options";

    /// <summary>The option that names the file.</summary>
    public static Option<string?> Option { get; } = new(Name) { Description = "A JSON file with options by name, and \"scenarios\". The command line takes precedence." };

    /// <summary>Adds the options of the file to the arguments.</summary>
    /// <exception cref="SetUpException">The file cannot be read.</exception>
    public static string[] Expand(string[] args)
    {
        args = [.. args.SelectMany(arg => arg.StartsWith(Name + "=", StringComparison.Ordinal) ? [Name, arg[(Name.Length + 1)..]] : (string[])[arg])];
        var place = Array.IndexOf(args, Name);
        if (place < 0 || place + 1 >= args.Length)
        {
            return args;
        }

        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(args[place + 1]));
            // The command comes first.
            return [args[0], .. json.RootElement.EnumerateObject().SelectMany(property => Tokens(property, args)), .. args[1..]];
        }
        catch (Exception wrong) when (wrong is JsonException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            throw new SetUpException($"{args[place + 1]} cannot be read as options: {wrong.Message}", wrong);
        }
    }

    private static IEnumerable<string> Tokens(JsonProperty property, string[] args) => property switch
    {
        { Name: "scenarios" } => property.Value.EnumerateArray().Select(name => name.GetString()!),
        _ when args.Any(arg => string.Equals(arg.Split('=')[0], $"--{property.Name}", StringComparison.Ordinal)) => [],
        { Value.ValueKind: JsonValueKind.True } => [$"--{property.Name}"],
        { Value.ValueKind: JsonValueKind.False or JsonValueKind.Null } => [],
        _ => [$"--{property.Name}", property.Value.ToString()],
    };
}
