using System.Text;

namespace SyncServer.Tests.Administration;

/// <summary>Runs commands of the program in the process of the tests, as starting a process takes seconds of CPU time.</summary>
internal static class ProgramCommand
{
    private static readonly AsyncLocal<Streams?> Current = new();

    static ProgramCommand()
    {
        // What does not belong to a command goes where it went before.
        Console.SetIn(new CurrentReader(Console.In));
        Console.SetOut(new CurrentWriter(Console.Out, streams => streams.Output));
        Console.SetError(new CurrentWriter(Console.Error, streams => streams.Errors));
    }

    /// <summary>Runs a command until it ends.</summary>
    public static Task<(int ExitCode, string Output, string Errors)> RunAsync(string input, string[] words) => Task.Run(() =>
    {
        var streams = Current.Value = new Streams(new StringReader(input), new StringWriter(), new StringWriter());
        var exitCode = (int)typeof(Program).Assembly.EntryPoint!.Invoke(null, [words])!;
        return (exitCode, streams.Output.ToString()!, streams.Errors.ToString()!);
    });

    private sealed record Streams(TextReader Input, TextWriter Output, TextWriter Errors);

    private sealed class CurrentWriter(TextWriter other, Func<Streams, TextWriter> writer) : TextWriter
    {
        public override Encoding Encoding => other.Encoding;

        public override void Write(char value) => (Current.Value is { } streams ? writer(streams) : other).Write(value);

        public override void Write(string? value) => (Current.Value is { } streams ? writer(streams) : other).Write(value);
    }

    private sealed class CurrentReader(TextReader other) : TextReader
    {
        public override int Peek() => (Current.Value?.Input ?? other).Peek();

        public override int Read() => (Current.Value?.Input ?? other).Read();
    }
}
