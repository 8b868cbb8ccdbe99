using System.Text.Encodings.Web;
using System.Text.Json;

namespace SyncServer;

/// <summary>Prints the results of commands, as lines for people or as JSON for scripts.</summary>
internal static class CommandOutput
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true };

    /// <summary>Prints a list: a JSON array, or a line for each item, with tabs between its columns.</summary>
    public static async Task WriteAsync<T>(IAsyncEnumerable<T> items, bool json, Func<T, string[]> columns, CancellationToken cancellation)
    {
        var separator = "[";
        await foreach (var item in items.WithCancellation(cancellation))
        {
            Console.Write(json ? separator + JsonSerializer.Serialize(item, Json) : string.Join('\t', columns(item)) + '\n');
            separator = ",\n";
        }

        Console.Write(!json ? "" : separator is "[" ? "[]\n" : "]\n");
    }

    /// <summary>Prints an object as JSON.</summary>
    public static void Write<T>(T value) => Console.WriteLine(JsonSerializer.Serialize(value, Json));

    /// <summary>Prints why a command could not be done.</summary>
    /// <returns>The exit code.</returns>
    public static int Fail(string reason)
    {
        Console.Error.WriteLine(reason);
        return 1;
    }
}
