using System.Text;

namespace SyncServer.Load.Hammer;

/// <summary>The results of saves in flight.</summary>
internal sealed class InFlightTally
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, int> _outcomes = new(StringComparer.Ordinal);

    /// <summary>The number of responses by outcome; a refusal counts under its status.</summary>
    public IReadOnlyDictionary<string, int> Outcomes => _outcomes;

    public int Saves { get; private set; }

    /// <summary>Responses other than 2xx.</summary>
    public int Refused { get; private set; }

    /// <summary>The body of the first refusal; null if there is none.</summary>
    public string? FirstRefusal { get; private set; }

    public void Add(Answer answer)
    {
        var outcome = answer.IsSuccess ? Encoding.ASCII.GetString(answer.Outcome) : $"{answer.Status}";
        lock (_lock)
        {
            Saves++;
            _outcomes[outcome] = _outcomes.GetValueOrDefault(outcome) + 1;
            if (!answer.IsSuccess)
            {
                Refused++;
                FirstRefusal ??= Encoding.UTF8.GetString(answer.Body);
            }
        }
    }
}
