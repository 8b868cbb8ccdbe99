using System.Text.RegularExpressions;

namespace SyncServer.House.Tests;

/// <summary>The tables of the documents match the code.</summary>
public sealed partial class TableTests
{
    // Sections that contain policies.
    private static readonly string[] PolicySections = ["Sync", "Sync:Defaults", "Sync:Collections"];

    [Fact]
    public void The_table_of_settings_has_exactly_the_keys_that_the_code_reads()
    {
        var read = Server().SelectMany(text => Setting.Matches(text).Select(m => m.Groups["key"].Value).Concat(ConnectionString.Matches(text).Select(m => $"ConnectionStrings:{m.Groups["name"].Value}")))
            .ToHashSet(StringComparer.Ordinal);
        Assert.Superset(PolicySections.ToHashSet(StringComparer.Ordinal), read);
        AssertSame(read.Except(PolicySections, StringComparer.Ordinal), NamesIn(Settings, "key"));
    }

    [Fact]
    public void The_table_of_policies_has_exactly_the_keys_that_the_code_reads()
    {
        var policy = PolicyKeysIn("CollectionPolicies.cs");
        Assert.Contains("History", policy);
        AssertSame(
            policy.Where(key => key is not "History").Concat(PolicyKeysIn("HistorySettings.cs").Select(key => $"History:{key}")),
            NamesIn(Settings, "policy key"));
    }

    [Fact]
    public void The_table_of_problems_equals_the_problem_types()
    {
        var made = ProblemType.Matches(Source("ProblemType.cs")).Select(m => $"`{m.Groups["name"]}` {m.Groups["status"]}: {m.Groups["meaning"]} {m.Groups["remedy"]}");
        AssertSame(made, Protocol.Rows("name", "status", "meaning", "what a client does").Select(row => $"{row[0]} {row[1]}: {row[2]} {row[3]}"));
    }

    [Fact]
    public void The_table_of_metrics_has_exactly_the_instruments_of_the_server()
    {
        AssertSame(Server().SelectMany(text => Instrument.Matches(text).Select(m => m.Groups["name"].Value)).Distinct(StringComparer.Ordinal), NamesIn(Operations, "instrument"));
        Assert.All(Operations.Rows("instrument"), row =>
            Assert.StartsWith(Markdown.CodeOf(row[0])!.Replace('.', '_'), Markdown.CodeOf(row[1]), StringComparison.Ordinal));
    }

    [Fact]
    public void The_table_of_log_events_has_exactly_the_log_events()
    {
        var logged = LogEvent.Matches(Source("Log.cs")).Select(m => $"{m.Groups["id"]} {m.Groups["name"]}");
        AssertSame(logged, Operations.Rows("event id", "name").Select(row => $"{row[0]} {Markdown.CodeOf(row[1])}"));
        Assert.All(Server(), text => Assert.DoesNotMatch(DirectLog, text));
    }

    [Fact]
    public void The_table_of_states_has_the_states_of_both_clients()
    {
        var rows = Clients.Rows("JavaScript", "C#", "meaning");
        var javaScript = State.Match(Source("status.js")).Groups["names"].Value.Split('|', StringSplitOptions.TrimEntries).Select(name => name.Trim('\''));
        var sharp = EnumMember.Matches(Source("SyncStatus.cs")).Select(m => m.Groups["name"].Value);
        AssertSame(javaScript, rows.Select(row => Markdown.CodeOf(row[0])).OfType<string>());
        AssertSame(sharp, rows.Select(row => Markdown.CodeOf(row[1])).OfType<string>());
        AssertSameWords(rows, name => name);
    }

    [Fact]
    public void The_table_of_choices_names_those_of_both_clients()
    {
        var rows = Clients.Rows("choice", "JavaScript", "C#").Select(row => new[] { Parameters.Replace(row[1], ""), Parameters.Replace(row[2], "") }).ToList();
        AssertSame(JavaScriptChoice.Matches(Source("conflict.js")).Select(m => m.Groups["name"].Value), rows.Select(row => Markdown.CodeOf(row[0])!));
        AssertSame(SharpChoice.Matches(Source("SyncConflict.cs")).Select(m => m.Groups["name"].Value), rows.Select(row => Markdown.CodeOf(row[1])!));
        AssertSameWords(rows, name => name.Replace("Async", "", StringComparison.Ordinal));
    }

    [Fact]
    public void The_table_of_events_names_those_of_both_clients()
    {
        var rows = Clients.Rows("JavaScript", "C#", "raised when");
        AssertSame(JavaScriptEvent.Matches(Source("document-events.js")).Select(m => m.Groups["name"].Value), rows.Select(row => Markdown.CodeOf(row[0])!));
        AssertSame(SharpEvent.Matches(Source("SyncDocument.cs")).Select(m => m.Groups["name"].Value), rows.Select(row => Markdown.CodeOf(row[1])!));
        AssertSameWords(rows, name => $"on{name.Replace("Changed", "Change", StringComparison.Ordinal)}");
    }

    [Fact]
    public void The_table_of_options_has_the_options_of_both_clients()
    {
        var rows = Clients.Rows("JavaScript", "C#", "default", "meaning");
        var javaScript = JavaScriptOption.Matches(Source("syncserver.js")).Select(m => m.Groups["name"].Value);
        var sharp = SharpOption.Matches(Source("SyncDocumentOptions.cs") + Source("SyncClientOptions.cs")).Select(m => m.Groups["name"].Value);
        AssertSame(javaScript, rows.Select(row => Markdown.CodeOf(row[0])).OfType<string>());
        AssertSame(sharp, rows.Select(row => Markdown.CodeOf(row[1])).OfType<string>());
        AssertSameWords(rows, name => name);
    }

    private static Markdown Settings => new("src/docs/settings.md");

    private static Markdown Protocol => new("src/docs/protocol.md");

    private static Markdown Operations => new("src/docs/operations.md");

    private static Markdown Clients => new("src/docs/clients.md");

    /// <summary>The source files of the server.</summary>
    private static IEnumerable<string> Server() =>
        Sources.Under("src", "*.cs").Where(file => !file.Contains("/SyncServer.Client", StringComparison.Ordinal)).Select(File.ReadAllText);

    /// <summary>The text of the source file with this name.</summary>
    private static string Source(string name) => File.ReadAllText(Assert.Single(Sources.Under("src", name)));

    private static List<string> PolicyKeysIn(string file) => [.. PolicyKey.Matches(Source(file)).Select(m => m.Groups["key"].Value)];

    private static IEnumerable<string> NamesIn(Markdown page, string header) => page.Rows(header).Select(row => Markdown.CodeOf(row[0])!);

    private static void AssertSame(IEnumerable<string> inCode, IEnumerable<string> inTable)
    {
        List<string> code = [.. inCode.Order(StringComparer.Ordinal)];
        Assert.NotEmpty(code);
        Assert.Equal(code, inTable.Order(StringComparer.Ordinal));
    }

    /// <summary>Where both clients have a name for something, it is the same one, in the case that its language uses.</summary>
    private static void AssertSameWords(IEnumerable<string[]> rows, Func<string, string> toJavaScript) =>
        Assert.All(rows, row =>
        {
            if (Markdown.CodeOf(row[0]) is { } javaScript && Markdown.CodeOf(row[1]) is { } sharp)
            {
                Assert.Equal(javaScript, toJavaScript(sharp), ignoreCase: true);
            }
        });

    // A key that is read by name, and any string that is a key in one of the sections of the server.
    [GeneratedRegex("""
        (onfiguration(\.GetSection\(|\[)|GetEnvironmentVariable\()"(?<key>[\w:]+)"|"(?<key>(ConnectionStrings|Sync|Auth|Limits|Insights|Cors|Server|Storage|Backup)(:\w+)+)"
        """, RegexOptions.ExplicitCapture)]
    private static partial Regex Setting { get; }

    [GeneratedRegex("""GetConnectionString\("(?<name>\w+)"\)""", RegexOptions.ExplicitCapture)]
    private static partial Regex ConnectionString { get; }

    [GeneratedRegex("""
        \["(?<key>\w+)"\] = \(policy
        """, RegexOptions.ExplicitCapture)]
    private static partial Regex PolicyKey { get; }

    [GeneratedRegex("""new\(\s*"(?<name>[a-z-]+)", (?<status>\d+), "(?<meaning>[^"]+)",\s*"(?<remedy>[^"]+)"\)""", RegexOptions.ExplicitCapture)]
    private static partial Regex ProblemType { get; }

    [GeneratedRegex("""
        \.Create(Counter|Histogram|Observable\w+)(<\w+>)?\(\s*"(?<name>[^"]+)"
        """, RegexOptions.ExplicitCapture)]
    private static partial Regex Instrument { get; }

    [GeneratedRegex(@"\[LoggerMessage\((EventId = )?(?<id>\d+),.*\]\n +public static partial void (?<name>\w+)", RegexOptions.ExplicitCapture)]
    private static partial Regex LogEvent { get; }

    [GeneratedRegex(@"\.Log(Trace|Debug|Information|Warning|Error|Critical)?\(")]
    private static partial Regex DirectLog { get; }

    [GeneratedRegex(@"@property \{(?<names>'\w+'( \| '\w+')*)\} state", RegexOptions.ExplicitCapture)]
    private static partial Regex State { get; }

    [GeneratedRegex(@"^    (?<name>[A-Z]\w+),$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex EnumMember { get; }

    [GeneratedRegex(@"\(\w*\)")]
    private static partial Regex Parameters { get; }

    [GeneratedRegex(@"@property \{\((conflict: Conflict.*)?\) => void\} (?<name>\w+)", RegexOptions.ExplicitCapture)]
    private static partial Regex JavaScriptChoice { get; }

    [GeneratedRegex(@"^ +public (Task<SyncStatus>|void) (?<name>\w+)\(", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex SharpChoice { get; }

    [GeneratedRegex(@"^  (get )?(?<name>on[A-Z]\w+)(\(\)| = null)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex JavaScriptEvent { get; }

    [GeneratedRegex(@"public event EventHandler<\w+>\? (?<name>\w+)", RegexOptions.ExplicitCapture)]
    private static partial Regex SharpEvent { get; }

    [GeneratedRegex(@"@property \{.*\} \[(?<name>\w+)\]", RegexOptions.ExplicitCapture)]
    private static partial Regex JavaScriptOption { get; }

    [GeneratedRegex(@"^ +public [\w?]+ (?<name>\w+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex SharpOption { get; }
}
