namespace SyncServer.Load.Scenarios;

/// <summary>
/// Phones: the connection breaks during a save, the phone sleeps for longer than the window, and the save is retried with its
/// sequence. Every fifth pair of phones shares a document.
/// </summary>
internal sealed class MobileResume : IScenario
{
    // Longer than the window of the collection.
    private static readonly TimeSpan Away = TimeSpan.FromMilliseconds(600);

    public string Name => "mobile-resume";

    public string Description => "phones whose responses are lost, and that continue after the window; a few share a document";

    public async Task<IUser> JoinAsync(Stage stage, int number)
    {
        var random = stage.RandomOf(number);
        var document = number % 10 < 2 ? $"/v1/{Stage.ShortWindow}/shared-{number / 10}" : $"/v1/{Stage.ShortWindow}/own-{number}";
        return new User(new Writer(await stage.PersonAsync($"Phone {number}"), document, random), random);
    }

    private sealed class User(Writer writer, Random random) : IUser
    {
        private Save? _unanswered;

        public async Task ActAsync(Measure measure)
        {
            if (_unanswered is { } again)
            {
                _unanswered = null;
                await measure("resume", () => writer.SendAsync(again));
            }

            for (var saves = random.Next(1, 4); saves > 0; saves--)
            {
                await measure("save", writer.SaveAsync);
                await Task.Delay(random.Next(10, 50));
            }

            var last = writer.Make();
            if (await writer.LoseAsync(last))
            {
                _unanswered = last;
            }

            await Task.Delay(random.Next(4) == 0 ? Away : TimeSpan.FromMilliseconds(random.Next(20, 150)));
        }

        public async Task LeaveAsync()
        {
            if (_unanswered is { } again)
            {
                await writer.SendAsync(again);
            }
        }
    }
}
