using SyncServer.Load.Clients;
using SyncServer.Load.Running;

namespace SyncServer.Load.Scenarios;

/// <summary>A few users write, the others read the changes, and every second reader follows the events (on this server only).</summary>
internal sealed class ReadersAndEvents : IScenario
{
    public string Name => "readers";

    public string Description => "a few users write, the others (--readers, four of five) read the changes and follow the events";

    public async Task<IUser> JoinAsync(Stage stage, int number)
    {
        var random = stage.RandomOf(number);
        var person = await stage.PersonAsync($"Reader {number}");
        // Users n to n + size - 1 share a document; the first of them writes.
        var size = stage.Shape.Readers >= 1 ? int.MaxValue : Math.Max(1, (int)Math.Round(1 / (1 - stage.Shape.Readers)));
        var document = stage.Document($"news-{number / size}");
        return number % size == 0
            ? new Author(stage, new Writer(person, document, new EditedText(random, stage.Shape.DocumentBytes)), random)
            : new Reader(stage, person, document, random, stage.Rule is Rule.Session && number % 2 == 0 ? await EventFollower.OpenAsync(person, document) : null);
    }

    private sealed class Author(Stage stage, Writer writer, Random random) : IUser
    {
        public Request Next() => writer.Next(stage.Paced(random, 200, 1_000), random.Next(5, 40));

        public Task LeaveAsync() => writer.LeaveAsync();
    }

    private sealed class Reader(Stage stage, Person person, string document, Random random, EventFollower? follower) : IUser
    {
        private Reply? _known;

        public Request Next() => new("read", stage.Paced(random, 100, 600), ReadAsync);

        public async Task LeaveAsync()
        {
            if (follower is not null)
            {
                using var _ = follower;
                await follower.LeaveAsync((await person.ReadAsync(document)).Version);
            }
        }

        private async Task<Outcome> ReadAsync()
        {
            var read = await person.ReadAsync(document, _known?.ETag);
            if (read.Succeeded)
            {
                if (read.Version < _known?.Version)
                {
                    person.Traffic.Violation("A reader saw an older version after a newer one.");
                }

                _known = read;
            }

            var outcome = read.ToOutcome(person.Traffic.Lossy);
            // The author has not saved yet.
            return read.Status is 404 ? outcome with { Kind = OutcomeKind.Ok } : outcome;
        }
    }
}
