using SyncServer.Load.Clients;
using SyncServer.Load.Running;

namespace SyncServer.Load.Scenarios;

/// <summary>
/// Phones that all come back during the run, as after an outage. Each has a save that got no response: half of these have reached the server. It sends that
/// save again, then what was typed since, then reads.
/// </summary>
internal sealed class ResumeStorm : IScenario
{
    private const int PhonesOfPerson = 100;
    private const int CharactersTyped = 20;

    public string Name => "resume-storm";

    public string Description => "phones that all come back during the run and resume; try --users 10000 --seconds 60";

    public async Task<IUser> JoinAsync(Stage stage, int number)
    {
        var random = stage.RandomOf(number);
        // Signing in as many users would be a test of the password hash.
        var person = await stage.PersonAsync($"Phones {number / PhonesOfPerson}");
        var writer = new Writer(person, stage.Document($"storm-{number}"), new EditedText(random, stage.Shape.DocumentBytes));
        var unanswered = writer.Make(CharactersTyped);
        if (random.Next(2) == 0)
        {
            // The response of this one is ignored.
            await person.SendAsync(unanswered, writer.Session);
        }

        writer.Keep(unanswered);
        return new User(writer, random.NextDouble() * stage.Duration);
    }

    private sealed class User(Writer writer, TimeSpan comesBack) : IUser
    {
        private int _step;

        public Request Next() => (_step++ % 3) switch
        {
            // Once is enough: the next time is after the run.
            0 => writer.Next(TimeSpan.Zero, CharactersTyped) with { Think = _step == 1 ? comesBack : TimeSpan.FromDays(1) },
            1 => writer.Next(TimeSpan.Zero, CharactersTyped),
            _ => new Request("read", TimeSpan.Zero, writer.ReadAsync),
        };

        public Task LeaveAsync() => writer.LeaveAsync();
    }
}
