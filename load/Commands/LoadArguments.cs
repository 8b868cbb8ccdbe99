using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using SyncServer.Load.Running;
using SyncServer.Load.Scenarios;

namespace SyncServer.Load.Commands;

/// <summary>The arguments and options of the commands that run scenarios.</summary>
internal sealed class LoadArguments
{
    private const int MaxUsers = 20_000;
    private const double FastPace = 10;

    private static readonly TimeSpan DefaultWarmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan DefaultDebounce = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    private static readonly Dictionary<string, Rule> RuleNames = new(StringComparer.Ordinal)
    {
        ["session"] = Rule.Session,
        ["strict"] = Rule.Strict,
        ["lastwrite"] = Rule.LastWrite,
    };

    private readonly Argument<string[]> _scenarios = new("scenario")
    {
        Description = $"All, if none is given:\n{string.Join('\n', AllScenarios.List.Select(scenario => $"{scenario.Name,-16}{scenario.Description}"))}",
        DefaultValueFactory = _ => [],
    };
    private readonly Option<string> _rule = new("--rule") { Description = "The server that is started: this one, or the textbook server with strict ETags or without a check.", DefaultValueFactory = _ => "session" };
    private readonly Option<int> _users = Number("--users", "The users of a closed model; in an open one, the sessions that may be busy at the same time.", 20, 1, MaxUsers);
    private readonly Option<int> _seconds = Number("--seconds", "The measured time.", 10, 1, 86_400);
    private readonly Option<double?> _rate = new("--rate") { Description = "Requests per second, whatever the server does (open model)." };
    private readonly Option<LoadModel?> _load = Parsed("--load", $"The load in phases: {LoadModel.Syntax}.", text => (LoadModel?)LoadModel.Parse(text));
    private readonly Option<TimeSpan?> _warmUp = Time("--warm-up", "The time before the measured one, in whole seconds. Default: 3s.");
    private readonly Option<int> _seed = Number("--seed", "The random seed.", 1, 0, 1_000_000);
    private readonly Option<double> _pace = new("--pace") { Description = "How many times as fast as people users type and think.", DefaultValueFactory = _ => FastPace };
    private readonly Option<TimeSpan?> _debounce = Time("--debounce", "The pause in typing after which an editor saves. Default: 300ms.");
    private readonly Option<int> _inFlight = Number("--in-flight", "The saves of one session that may be in flight.", 3, 1, 32);
    private readonly Option<double> _readers = new("--readers") { Description = "The share of readers in 'readers', from 0 to 1.", DefaultValueFactory = _ => 0.8 };
    private readonly Option<int> _documentBytes = Number("--document-bytes", "The size of a document.", 400, 1, 900_000);
    private readonly Option<int> _largeBytes = Number("--large-bytes", "The size of a document in 'large-document'.", 200_000, 1, 900_000);
    private readonly Option<int> _documents = Number("--documents", "The documents that all users of 'hot-record' share.", 2, 1, 10_000);
    private readonly Option<Uri?> _url = Parsed("--url", "A running server. Without it a server is started.", text => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri : throw new FormatException($"'{text}' is no http or https address."));
    private readonly Option<string?> _token = new("--token") { Description = "The access token. Without it users are guests, which the server must allow." };
    private readonly Option<string?> _clientId = new("--client-id") { Description = "The client of an OpenID provider; its secret is in the environment variable LOAD_CLIENT_SECRET." };
    private readonly Option<Uri?> _tokenUrl = Parsed("--token-url", "The token endpoint of the provider.", text => (Uri?)new Uri(text));
    private readonly Option<string> _collection = new("--collection") { Description = "The collection of the documents.", DefaultValueFactory = _ => "load-test" };
    private readonly Option<bool> _insecure = new("--insecure") { Description = "Accepts any certificate." };
    private readonly Option<bool> _postgres = new("--postgres") { Description = "The started server uses PostgreSQL, which is started too." };
    private readonly Option<bool> _redis = new("--redis") { Description = "The started server uses Redis, which is started too." };
    private readonly Option<TimeSpan?> _timeout = Time("--timeout", "The time after which a request without a response has failed. Default: 10s.");
    private readonly Option<TimeSpan?> _maxP50 = Time("--max-p50", "The highest median latency of saves.");
    private readonly Option<TimeSpan?> _maxP95 = Time("--max-p95", "The highest 95th percentile.");
    private readonly Option<TimeSpan?> _maxP99 = Time("--max-p99", "The highest 99th percentile.");
    private readonly Option<double?> _maxErrors = Parsed("--max-errors", "The highest share of requests that fail, such as 0.1%. A conflict is no failure. Default: 0%.", text => (double?)Share(text));
    private readonly Option<int?> _maxLost = new("--max-lost") { Description = "The highest number of lost updates. Default: 0." };
    private readonly Option<int?> _maxNeedless = new("--max-needless-conflicts") { Description = "The highest number of conflicts in documents that only one session writes. Default: 0." };
    private readonly Option<string?> _report = new("--report") { Description = "Writes an HTML report to this file." };
    private readonly Option<string?> _saveResults = new("--save-results") { Description = "Writes the results to this JSON file, for compare." };
    private readonly Option<bool> _markdown = new("--markdown") { Description = "Prints the table as Markdown." };
    private readonly Option<bool> _plain = new("--plain") { Description = "Prints lines instead of a live table. This is the default where the output is no terminal." };

    /// <summary>Adds all to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="compares">Whether the command runs all rules on its own servers.</param>
    public void AddTo(Command command, bool compares = false)
    {
        _rule.AcceptOnlyFromAmong([.. RuleNames.Keys]);
        command.Add(_scenarios);
        Option[] all =
        [
            _users, _seconds, _rate, _load, _warmUp, _maxP50, _maxP95, _maxP99, _maxErrors, _maxLost, _maxNeedless, _report, _saveResults, _markdown, _plain, _postgres, _redis, _timeout,
            _pace, _debounce, _inFlight, _readers, _documentBytes, _largeBytes, _documents, _seed, OptionsFile.Option,
        ];
        Option[] ofOneServer = [_rule, _url, _token, _clientId, _tokenUrl, _collection, _insecure];
        foreach (var option in compares ? all : all.Concat(ofOneServer))
        {
            command.Add(option);
        }
    }

    /// <summary>Reads the command line.</summary>
    /// <param name="line">The parsed command line.</param>
    /// <param name="compares">Whether the command runs all rules on its own servers.</param>
    /// <param name="passedOn">What is no scenario, but for another program.</param>
    /// <exception cref="FormatException">Values are invalid or contradict each other.</exception>
    public LoadOptions Read(ParseResult line, bool compares = false, string[]? passedOn = null)
    {
        var time = TimeSpan.FromSeconds(line.GetValue(_seconds));
        var users = line.GetValue(_users);
        var load = (line.GetValue(_load), line.GetValue(_rate)) switch
        {
            ({ } given, null) => given,
            (null, { } rate) => LoadModel.Constant(isOpen: true, rate, time),
            (null, null) => LoadModel.Constant(isOpen: false, users, time),
            _ => throw new FormatException("--load and --rate exclude each other."),
        };
        // A closed load names its users; an open one has as many sessions as are asked for.
        users = load.IsOpen || load.Peak <= users ? users : (int)Math.Ceiling(load.Peak);
        var warmUp = line.GetValue(_warmUp) ?? DefaultWarmUp;
        var debounce = line.GetValue(_debounce) ?? DefaultDebounce;
        var timeout = line.GetValue(_timeout) ?? DefaultTimeout;
        Check(users <= MaxUsers, $"There can be at most {MaxUsers:n0} users.");
        Check(load.Peak > 0, "A load of 0 is none.");
        Check(warmUp.Ticks % TimeSpan.TicksPerSecond == 0, "The warm-up lasts a whole number of seconds.");
        Check(line.GetValue(_pace) > 0, "--pace must be more than 0.");
        Check(line.GetValue(_readers) is >= 0 and <= 1, "--readers must be from 0 to 1.");
        Check(debounce > TimeSpan.Zero, "--debounce must be more than 0.");
        foreach (var file in new[] { line.GetValue(_report), line.GetValue(_saveResults) }.OfType<string>())
        {
            // A long run should not end with results that cannot be written.
            Check(Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(file))), $"The folder of {file} does not exist.");
        }

        Check(line.GetValue(_clientId) is null || line.GetValue(_tokenUrl) is not null, "--client-id needs --token-url.");
        var target = compares
            ? new TargetOptions(null, null, null, null, "load-test", Insecure: false, line.GetValue(_postgres), line.GetValue(_redis), timeout)
            : new TargetOptions(
                line.GetValue(_url), line.GetValue(_token), line.GetValue(_clientId), line.GetValue(_tokenUrl), line.GetValue(_collection)!, line.GetValue(_insecure), line.GetValue(_postgres),
                line.GetValue(_redis), timeout);
        Rule[] rules = compares ? [.. RuleNames.Values] : [RuleNames[line.GetValue(_rule)!]];
        Check(target.Url is null || !(target.Postgres || target.Redis || rules[0] is not Rule.Session), "--postgres, --redis and --rule are for a server that is started; with --url there is none.");
        return new LoadOptions
        {
            Scenarios = ScenariosOf([.. NamesIn(line).Except(passedOn ?? [], StringComparer.Ordinal)]),
            Rules = rules,
            Load = load,
            Users = users,
            WarmUp = warmUp,
            Target = target,
            Shape = new Shape(
                line.GetValue(_seed), line.GetValue(_pace), debounce, line.GetValue(_inFlight), line.GetValue(_readers), line.GetValue(_documentBytes), line.GetValue(_largeBytes),
                line.GetValue(_documents)),
            Thresholds = new Thresholds(
                line.GetValue(_maxP50), line.GetValue(_maxP95), line.GetValue(_maxP99), line.GetValue(_maxErrors), line.GetValue(_maxLost), line.GetValue(_maxNeedless)),
            Report = line.GetValue(_report),
            SaveResults = line.GetValue(_saveResults),
            Markdown = line.GetValue(_markdown),
            Plain = line.GetValue(_plain),
        };
    }

    /// <summary>The positional arguments, as they are.</summary>
    public string[] NamesIn(ParseResult line) => line.GetValue(_scenarios)!;

    /// <summary>The unknown options with their values, which System.CommandLine takes for scenarios.</summary>
    public string[] UnknownIn(ParseResult line) =>
        [.. NamesIn(line).SkipWhile(name => !name.StartsWith('-')).Where(name => !AllScenarios.List.Any(scenario => string.Equals(scenario.Name, name, StringComparison.Ordinal)))];

    /// <summary>Reads a share such as <c>0.1%</c> or <c>0.001</c>.</summary>
    public static double Share(string text)
    {
        var isPercent = text.EndsWith('%');
        return double.TryParse(text.TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= 0 && number <= (isPercent ? 100 : 1)
            ? number / (isPercent ? 100 : 1)
            : throw new FormatException($"'{text}' is no share, such as 0.1%.");
    }

    private static IReadOnlyList<IScenario> ScenariosOf(string[] names) => names.Length == 0 ? AllScenarios.List :
        [.. names.Select(name => AllScenarios.List.FirstOrDefault(scenario => string.Equals(scenario.Name, name, StringComparison.Ordinal))
            ?? throw new FormatException(name.StartsWith('-') ? $"'{name}' is no option." : $"'{name}' is no scenario. There are {string.Join(", ", AllScenarios.List.Select(scenario => scenario.Name))}."))];

    private static void Check(bool holds, string message)
    {
        if (!holds)
        {
            throw new FormatException(message);
        }
    }

    private static Option<int> Number(string name, string description, int value, int least, int most) =>
        Parsed(name, $"{description} From {least:n0} to {most:n0}.", text => int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new FormatException($"{name} must be a number from {least} to {most}."), () => value);

    private static Option<TimeSpan?> Time(string name, string description) => Parsed(name, description, text => (TimeSpan?)LoadModel.DurationOf(text));

    private static Option<T> Parsed<T>(string name, string description, Func<string, T> parse, Func<T>? value = null)
    {
        var option = new Option<T>(name)
        {
            Description = description,
            CustomParser = result =>
            {
                try
                {
                    return parse(result.Tokens[0].Value);
                }
                catch (Exception wrong) when (wrong is FormatException or OverflowException)
                {
                    result.AddError(wrong.Message);
                    return default;
                }
            },
        };
        if (value is not null)
        {
            option.DefaultValueFactory = _ => value();
        }

        return option;
    }
}
