using System.Net;

namespace SyncServer.Tests.Http;

/// <summary>The rate limits and other limits: <c>Limits:*</c>.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task The_limit_of_a_user_does_not_affect_others()
    {
        await using var app = new SyncApp { Settings = { ["Limits:User"] = "1" } };
        var (amy, bob) = (await app.SignInAsync("Amy"), await app.SignInAsync("Bob"));

        var refused = (await UntilRefusedAsync(() => amy.Get("/v1/notes"))).Refused("too-many-requests");

        Assert.InRange(int.Parse(refused["Retry-After"]!), 1, 5);
        (await bob.Get("/v1/notes")).Is(HttpStatusCode.OK);
        await Eventually.HoldsAsync(async () => (await amy.Get("/v1/notes")).Succeeded, "the limit is over");
    }

    [Fact]
    public async Task The_limit_of_a_document_applies_to_all_users_together()
    {
        await using var app = new SyncApp { Settings = { ["Limits:Document"] = "1" } };
        var (amy, bob) = (await app.SignInAsync("Amy"), await app.SignInAsync("Bob"));
        var note = SyncApp.NewDocument();
        await UntilRefusedAsync(() => amy.Get(note));
        await UntilRefusedAsync(() => bob.Get(note));
        (await amy.Get(SyncApp.NewDocument())).Refused("not-found");
    }

    [Fact]
    public async Task An_address_has_a_limit_without_a_token_too_except_for_healthz()
    {
        await using var app = new SyncApp { Settings = { ["Limits:Address"] = "1" } };
        await UntilRefusedAsync(() => app.Anyone().Get("/v1/notes"));
        await UntilRefusedAsync(() => app.Anyone().Get("/v1/nowhere/at/all"));
        for (var i = 0; i < 20; i++)
        {
            (await app.Anyone().Get("/healthz")).Is(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task Sign_ins_have_a_separate_limit()
    {
        await using var app = new SyncApp { Settings = { ["Limits:SignIns"] = "1" } };
        var amy = await app.SignInAsync();
        await UntilRefusedAsync(() => app.Anyone().Post("/v1/auth/guest").Json("""{"name":"Amy"}"""));
        (await amy.Get("/v1/notes")).Is(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("Limits:User")]
    [InlineData("Limits:Address")]
    public async Task A_batch_counts_as_its_number_of_saves(string limit)
    {
        await using var app = new SyncApp { Settings = { [limit] = "10" } };
        var amy = await app.SignInAsync();
        var answers = new List<Answer>();
        // Few requests, but many saves.
        for (var round = 0; round < 6; round++)
        {
            answers.Add(await amy.Post("/v1/batch").Json(BatchOf(40)));
        }

        Assert.Contains(answers, answer => answer.Status is HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task A_batch_larger_than_the_bucket_is_accepted_when_the_bucket_is_full()
    {
        await using var app = new SyncApp { Settings = { ["Limits:User"] = "10" } };
        (await (await app.SignInAsync()).Post("/v1/batch").Json(BatchOf(100))).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_saves_of_a_batch_count_against_their_documents_only()
    {
        await using var app = new SyncApp { Settings = { ["Limits:Document"] = "1" } };
        var amy = await app.SignInAsync();
        var saves = string.Join(',', Enumerable.Range(0, 99).Select(_ => """{"collection":"notes","id":"a","method":"PUT","ifNoneMatch":"*","json":1}"""));

        var answer = await amy.Post("/v1/batch").Json($$"""{"saves":[{{saves}},{"collection":"notes","id":"b","method":"PUT","ifNoneMatch":"*","json":1}]}""");

        var results = answer.Is(HttpStatusCode.OK).Json.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(201, results[0].GetProperty("status").GetInt32());
        Assert.Contains(results, result => result.GetProperty("status").GetInt32() is 429 && result.GetProperty("problem").GetProperty("type").GetString() is "/problems/too-many-requests");
        Assert.Equal(201, results[99].GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task The_number_of_open_streams_of_a_user_is_limited()
    {
        await using var app = new SyncApp { Settings = { ["Limits:Subscribers"] = "2" } };
        var (amy, bob) = (await app.SignInAsync("Amy"), await app.SignInAsync("Bob"));
        var streams = new List<HttpResponseMessage>();
        async Task<HttpStatusCode> OpenAsync(Caller caller)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/events") { Headers = { { "Authorization", "Bearer " + caller.Token } } };
            streams.Add(await caller.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead));
            return streams[^1].StatusCode;
        }

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests], [await OpenAsync(amy), await OpenAsync(amy), await OpenAsync(amy)]);
        Assert.Equal(HttpStatusCode.OK, await OpenAsync(bob));
        streams[0].Dispose();
        await Eventually.HoldsAsync(async () => await OpenAsync(amy) is HttpStatusCode.OK, "a stream is free again");
        streams.ForEach(stream => stream.Dispose());
    }

    [Theory]
    [InlineData(8000, 0, HttpStatusCode.RequestUriTooLong)]
    [InlineData(0, 20_000, HttpStatusCode.RequestHeaderFieldsTooLarge)]
    public async Task The_size_of_the_request_headers_is_limited(int path, int header, HttpStatusCode status)
    {
        await using var app = new SyncApp();
        var amy = await app.SignInAsync();
        (await amy.Get("/v1/notes/" + new string('a', path + 1) + new string('b', path / 8)).Header("X-Long", new string('x', header + 1))).Is(status);
        (await amy.Get("/v1/notes")).Is(HttpStatusCode.OK);
    }

    /// <summary>Sends requests concurrently, so that a slow machine still exceeds the limit.</summary>
    private static string BatchOf(int saves)
    {
        var items = Enumerable.Range(0, saves).Select(i => $$"""{"collection":"notes","id":"a{{i}}","method":"PUT","ifNoneMatch":"*","json":1}""");
        return $$"""{"saves":[{{string.Join(',', items)}}]}""";
    }

    private static async Task<Answer> UntilRefusedAsync(Func<Call> call)
    {
        for (var round = 0; round < 10; round++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => call().SendAsync()));
            if (Array.Find(answers, answer => answer.Status is HttpStatusCode.TooManyRequests) is { } refused)
            {
                return refused;
            }
        }

        throw new TimeoutException("It was never too much.");
    }
}
