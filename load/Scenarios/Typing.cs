namespace SyncServer.Load.Scenarios;

/// <summary>Each user types in a separate document: debounced bursts with up to three saves in flight.</summary>
internal sealed class Typing : IScenario
{
    public string Name => "typing";

    public string Description => "each user types in a separate document, with up to three saves in flight";

    public async Task<IUser> JoinAsync(Stage stage, int number)
    {
        var random = stage.RandomOf(number);
        return new User(new Writer(await stage.PersonAsync($"Typist {number}"), $"/v1/notes/typing-{number}", random), random);
    }

    private sealed class User(Writer writer, Random random) : IUser
    {
        private const int MostUnderWay = 3;

        private readonly List<Task<bool>> _underWay = [];

        public async Task ActAsync(Measure measure)
        {
            await measure("burst", BurstAsync);
            await Task.Delay(random.Next(100, 300));
        }

        private async Task<bool> BurstAsync()
        {
            var good = true;
            for (var saves = random.Next(3, 8); saves > 0; saves--)
            {
                _underWay.Add(writer.SaveAsync());
                await Task.Delay(random.Next(10, 50));
                while (_underWay.Count >= MostUnderWay)
                {
                    var answered = await Task.WhenAny(_underWay);
                    _underWay.Remove(answered);
                    good &= await answered;
                }
            }

            good &= (await Task.WhenAll(_underWay)).All(one => one);
            _underWay.Clear();
            return good;
        }
    }
}
