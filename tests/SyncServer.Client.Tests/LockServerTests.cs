namespace SyncServer.Client.Tests;

/// <summary>Locks of the real server.</summary>
[Collection(nameof(RealServer))]
public sealed class LockServerTests(RealServer server)
{
    [Fact]
    public async Task A_lock_refuses_saves_of_others_until_it_is_released_or_taken_over()
    {
        var id = $"live-{Guid.NewGuid():n}";
        using var amy = Client(server.Amy);
        using var amysPhone = Client(server.Amy);
        using var bob = Client(await Caller.SignInAsync(server.Http, "Bob"));
        await using var hers = await amy.OpenAsync("notes", id);
        hers.Save(SyncContent.Json("{}"));
        await hers.FlushAsync();
        var held = await hers.LockAsync();
        await using (var his = await bob.OpenAsync("notes", id))
        {
            Assert.Equal("locked", (await Assert.ThrowsAsync<SyncProblemException>(() => his.LockAsync())).Type);
            his.Save(SyncContent.Json("""{"by":"Bob"}"""));
            Assert.Equal("locked", Assert.IsType<SyncProblemException>((await his.FlushAsync()).Error).Type);
            await held.DisposeAsync();
            Assert.Equal(SyncState.Saved, (await his.FlushAsync()).State);
        }

        await using var phone = await amysPhone.OpenAsync("notes", id);
        var again = await hers.LockAsync();
        await using var taken = await phone.LockAsync(takeover: true);
        hers.Update(_ => SyncContent.Json("""{"by":"Amy"}"""));
        var refused = await hers.FlushAsync();
        Assert.True(refused.Error is SyncProblemException { Type: "locked" } || hers.PendingConflict is not null, $"{refused}");
        await again.DisposeAsync();
    }

    private SyncClient Client(Caller caller) => new(server.Http, _ => new(caller.Token!));
}
