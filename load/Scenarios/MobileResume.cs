using SyncServer.Load.Clients;
using SyncServer.Load.Running;

namespace SyncServer.Load.Scenarios;

/// <summary>
/// Phones: the connection breaks during a save, the phone sleeps, sometimes for longer than the window, and the save is retried with its sequence. Every fifth
/// pair of phones shares a document.
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
        var document = stage.Document(number % 10 < 2 ? $"phones-{number / 10}" : $"phone-{number}", shortWindow: true);
        return new User(stage, new Writer(await stage.PersonAsync($"Phone {number}"), document, new EditedText(random, stage.Shape.DocumentBytes)), random);
    }

    private sealed class User(Stage stage, Writer writer, Random random) : IUser
    {
        private int _saves = random.Next(1, 4);
        private bool _slept;

        public Request Next()
        {
            if (_saves-- > 0)
            {
                var think = _slept && random.Next(4) == 0 ? Away : stage.Paced(random, 100, 500);
                _slept = false;
                return writer.Next(think, random.Next(5, 40));
            }

            (_saves, _slept) = (random.Next(1, 4), true);
            var last = writer.Make(random.Next(5, 40));
            return new Request("save", stage.Paced(random, 100, 500), () => writer.SendAsync(last, losesAnswer: true));
        }

        public Task LeaveAsync() => writer.LeaveAsync();
    }
}
