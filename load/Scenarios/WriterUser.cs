using SyncServer.Load.Clients;
using SyncServer.Load.Running;

namespace SyncServer.Load.Scenarios;

/// <summary>A user who types in one document: the editor saves after each pause, with several saves in flight.</summary>
/// <param name="writer">The session.</param>
/// <param name="keystrokes">What is typed, and when.</param>
/// <param name="inFlight">How many saves may be in flight.</param>
internal sealed class WriterUser(Writer writer, Keystrokes keystrokes, int inFlight) : IUser
{
    public int InFlight => inFlight;

    /// <summary>Creates a user with a separate document.</summary>
    public static async Task<IUser> JoinAsync(Stage stage, int number, string name, int bytes, int inFlight)
    {
        var random = stage.RandomOf(number);
        var person = await stage.PersonAsync($"Typist {number}");
        var writer = new Writer(person, stage.Document($"{name}-{number}"), new EditedText(random, bytes));
        return new WriterUser(writer, stage.KeystrokesOf(random), inFlight);
    }

    public Request Next()
    {
        var (time, characters) = keystrokes.UntilSave();
        return writer.Next(time, characters);
    }

    public Task LeaveAsync() => writer.LeaveAsync();
}
