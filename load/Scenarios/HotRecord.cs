using SyncServer.Load.Clients;
using SyncServer.Load.Running;

namespace SyncServer.Load.Scenarios;

/// <summary>Many sessions on a few documents: each reads one, waits, and saves it a few times; after a refusal it reads.</summary>
internal sealed class HotRecord : IScenario
{
    public string Name => "hot-record";

    public string Description => "all sessions on a few documents; each reads, waits and saves";

    public async Task<IUser> JoinAsync(Stage stage, int number)
    {
        var random = stage.RandomOf(number);
        var document = stage.Document($"hot-{number % stage.Shape.Documents}");
        return new User(stage, new Writer(await stage.PersonAsync($"Clerk {number}"), document, new EditedText(random, stage.Shape.DocumentBytes)), random);
    }

    private sealed class User(Stage stage, Writer writer, Random random) : IUser
    {
        private int _saves;

        public Request Next()
        {
            if (_saves-- > 0)
            {
                return writer.Next(stage.Paced(random, 100, 600), random.Next(5, 40));
            }

            _saves = random.Next(1, 5);
            return new Request("read", TimeSpan.Zero, writer.ReadAsync);
        }

        public Task LeaveAsync() => writer.LeaveAsync();
    }
}
