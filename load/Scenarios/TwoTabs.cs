using SyncServer.Load.Clients;
using SyncServer.Load.Running;

namespace SyncServer.Load.Scenarios;

/// <summary>Each user has a document open in two tabs, which are two sessions, and types in one and then in the other. One time in four the tab is not refreshed before.</summary>
internal sealed class TwoTabs : IScenario
{
    public string Name => "two-tabs";

    public string Description => "each user types in two tabs in turn; one time in four the tab shows an old version";

    public async Task<IUser> JoinAsync(Stage stage, int number)
    {
        var random = stage.RandomOf(number);
        var person = await stage.PersonAsync($"Tabs {number}");
        var document = stage.Document($"tabs-{number}");
        return new User(Tab(), Tab(), stage.KeystrokesOf(random), random);

        Writer Tab() => new(person, document, new EditedText(random, stage.Shape.DocumentBytes));
    }

    private sealed class User(Writer shown, Writer hidden, Keystrokes keystrokes, Random random) : IUser
    {
        private Writer _shown = shown;
        private Writer _hidden = hidden;
        private int _saves;

        public Request Next()
        {
            if (_saves-- <= 0)
            {
                (_shown, _hidden, _saves) = (_hidden, _shown, random.Next(2, 8));
                if (random.Next(4) > 0)
                {
                    return new Request("read", TimeSpan.Zero, _shown.ReadAsync);
                }
            }

            var (time, characters) = keystrokes.UntilSave();
            return _shown.Next(time, characters);
        }

        public async Task LeaveAsync()
        {
            await _shown.LeaveAsync();
            await _hidden.LeaveAsync();
        }
    }
}
