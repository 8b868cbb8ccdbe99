using System.Net;
using System.Text;

namespace SyncServer.Tests.Identity;

/// <summary>Access is checked on arrival, again in the writing transaction, and again before content is sent (docs/protocol.md, section 4.1).</summary>
public sealed class RevokedRoleTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Fact]
    public async Task A_save_whose_body_arrives_after_a_revocation_writes_nothing()
    {
        var (amy, bob, diary, first) = await BeginAsync();
        var body = new SlowBody("2");
        using var request = new HttpRequestMessage(HttpMethod.Put, diary) { Content = body };
        request.Headers.ExpectContinue = true;
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + bob.Token);
        request.Headers.TryAddWithoutValidation("If-Match", first.ETag);
        var answer = bob.Http.SendAsync(request);
        // The server requests the body (100 Continue) after the authorization.
        await body.Asked.WaitAsync(TimeSpan.FromSeconds(60));

        (await amy.RevokeAsync(diary, bob)).Is(HttpStatusCode.NoContent);
        body.Send();

        using var refused = await answer;
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        Assert.Equal("1", (await amy.Get(diary)).Text);
    }

    [Fact]
    public async Task A_held_save_discloses_nothing_after_a_revocation()
    {
        var (amy, bob, diary, first) = await BeginAsync();
        var tab = bob.Tab();
        var second = await tab.Put(diary, """{"b":1}""").On(first).Sequence(1);
        // Waits for save 2, which is never sent.
        var held = tab.Patch(diary, """{"b":3}""").On(second).Sequence(3).SendAsync();
        (await amy.RevokeAsync(diary, bob)).Is(HttpStatusCode.NoContent);
        await amy.Put(diary, """{"secret":1}""").On(second);

        var answer = await held;

        Assert.InRange((int)answer.Status, 404, 409);
        Assert.DoesNotContain("secret", answer.Text, StringComparison.Ordinal);
        Assert.Equal("""{"secret":1}""", (await amy.Get(diary)).Text);
    }

    [Fact]
    public async Task A_conflict_is_not_disclosed_after_a_revocation()
    {
        var (amy, bob, diary, first) = await BeginAsync();
        await amy.Put(diary, "2").On(first);
        await amy.GrantAsync(diary, bob, "viewer");
        (await bob.Put(diary, "3").On(first)).Refused("not-allowed");
        (await amy.RevokeAsync(diary, bob)).Is(HttpStatusCode.NoContent);
        (await bob.Put(diary, "3").On(first)).Refused("not-found");
    }

    private async Task<(Caller Amy, Caller Bob, string Diary, Answer First)> BeginAsync()
    {
        var (amy, bob) = (await app.SignInAsync("Amy"), await app.SignInAsync("Bob"));
        var diary = SyncApp.NewDocument("diaries");
        var first = await amy.Create(diary, "1");
        await amy.GrantAsync(diary, bob, "editor");
        return (amy, bob, diary, first);
    }

    /// <summary>A body that is sent when the test calls <see cref="Send"/>.</summary>
    private sealed class SlowBody : HttpContent
    {
        private readonly byte[] _bytes;
        private readonly TaskCompletionSource _asked = new();
        private readonly TaskCompletionSource _sent = new();

        public SlowBody(string text)
        {
            _bytes = Encoding.UTF8.GetBytes(text);
            Headers.ContentType = new("application/json");
        }

        public Task Asked => _asked.Task;

        public void Send() => _sent.SetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            _asked.SetResult();
            await _sent.Task;
            await stream.WriteAsync(_bytes);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _bytes.Length;
            return true;
        }
    }
}
