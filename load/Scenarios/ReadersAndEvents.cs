namespace SyncServer.Load.Scenarios;

/// <summary>One user in five writes, the others read the changes, and every second reader follows the events (on this server only).</summary>
internal sealed class ReadersAndEvents : IScenario
{
    private const int UsersOfOne = 5;

    public string Name => "readers";

    public string Description => "one user in five writes, the others read the changes and follow the events";

    public async Task<IUser> JoinAsync(Stage stage, int number)
    {
        var random = stage.RandomOf(number);
        var person = await stage.PersonAsync($"Reader {number}");
        var document = $"/v1/news/item-{number / UsersOfOne}";
        return number % UsersOfOne == 0
            ? new Author(new Writer(person, document, random), random)
            : new Reader(person, document, random, stage.Rule is Rule.Session && number % 2 == 0 ? await EventFollower.OpenAsync(person, document) : null);
    }

    private sealed class Author(Writer writer, Random random) : IUser
    {
        public async Task ActAsync(Measure measure)
        {
            await measure("save", writer.SaveAsync);
            await Task.Delay(random.Next(20, 100));
        }
    }

    private sealed class Reader(Person person, string document, Random random, EventFollower? follower) : IUser
    {
        private SaveResult? _known;

        public async Task ActAsync(Measure measure)
        {
            await measure("read", async () =>
            {
                if (await person.ReadAsync(document, _known?.ETag) is { } read)
                {
                    if (read.Version < _known?.Version)
                    {
                        person.Traffic.Fault($"A reader of {document} saw version {read.Version} after version {_known.Value.Version}.");
                    }

                    _known = read;
                }

                return true;
            });
            await Task.Delay(random.Next(10, 60));
        }

        public async Task LeaveAsync()
        {
            if (follower is not null)
            {
                using var _ = follower;
                await follower.LeaveAsync((await person.ReadAsync(document))?.Version ?? 0);
            }
        }
    }
}
