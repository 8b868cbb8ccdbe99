using System.Net;

namespace SyncServer.Tests.Http;

/// <summary>Preconditions (docs/protocol.md, section 4.3).</summary>
public sealed class Step3PreconditionTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Theory]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task A_save_without_a_precondition_is_428(string method)
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        Call Save() => method switch
        {
            "PUT" => tab.Put(note, "2"),
            "PATCH" => tab.Patch(note, "2"),
            _ => tab.Delete(note),
        };

        (await Save()).Refused("precondition-required");
        (await tab.Get(note)).Refused("not-found");
        (await tab.Create(note, "1").Sequence(1)).Saved("created", 1);
        (await Save()).Refused("precondition-required");

        // A retry needs one too.
        (await Save().Sequence(1)).Refused("precondition-required");
        Assert.Equal("1", (await tab.Get(note)).Is(HttpStatusCode.OK).Text);
    }
}
