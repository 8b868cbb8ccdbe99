namespace SyncServer.Load.Scenarios;

/// <summary>Many sessions on a few documents: each reads one, waits, and saves it; after a refusal it reads and retries.</summary>
internal sealed class HotRecord : IScenario
{
    private const int UsersOfOne = 10;

    public string Name => "hot-record";

    public string Description => "ten or more sessions on one document; each reads, waits and saves";

    public async Task<IUser> JoinAsync(Stage stage, int number)
    {
        var random = stage.RandomOf(number);
        var document = $"/v1/records/hot-{number % Math.Max(1, stage.Users / UsersOfOne)}";
        return new User(new Writer(await stage.PersonAsync($"Clerk {number}"), document, random), random);
    }

    private sealed class User(Writer writer, Random random) : IUser
    {
        public async Task ActAsync(Measure measure)
        {
            await measure("read", async () =>
            {
                await writer.ReadAsync();
                return true;
            });
            for (var saves = random.Next(1, 5); saves > 0; saves--)
            {
                await Task.Delay(random.Next(10, 60));
                await measure("save", writer.SaveAsync);
            }
        }
    }
}
