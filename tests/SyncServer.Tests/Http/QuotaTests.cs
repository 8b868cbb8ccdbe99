using System.Net;

namespace SyncServer.Tests.Http;

/// <summary>The quotas of users and collections (docs/protocol.md, section 5, <c>quota-exceeded</c>).</summary>
public sealed class QuotaTests
{
    private static readonly string Content = $"\"{new string('x', 398)}\"";

    [Fact]
    public async Task A_user_has_no_room_for_more_than_the_quota_and_can_make_room()
    {
        await using var app = new SyncApp { Settings = { ["Limits:UserBytes"] = "1000" } };
        var amy = await app.SignInAsync("Amy");
        var documents = await FillAsync(amy);

        // The creator is charged for the saves of all users.
        var ben = (await app.SignInAsync("Ben")).Tab();
        var head = await ben.Get(documents[0]);
        (await ben.Put(documents[0], $"[{Content},{Content}]").On(head)).Refused("quota-exceeded");
        await FillAsync(ben);

        var smaller = (await amy.Put(documents[0], """{"a":"1"}""").On(head)).Is(HttpStatusCode.NoContent);
        (await amy.Patch(documents[0], $$"""{"b":{{Content}}, "c":{{Content}}}""").On(smaller)).Refused("quota-exceeded");
        (await amy.Patch(documents[0], """{"a":null}""").On(smaller)).Is(HttpStatusCode.NoContent);
        foreach (var document in documents)
        {
            (await amy.Delete(document).On(await amy.Get(document))).Is(HttpStatusCode.NoContent);
        }

        await FillAsync(amy);
    }

    [Fact]
    public async Task A_document_larger_than_the_quota_is_refused_before_anything_is_counted()
    {
        await using var app = new SyncApp { Settings = { ["Limits:UserBytes"] = "100" } };
        var amy = (await app.SignInAsync("Amy")).Tab();
        var note = SyncApp.NewDocument();
        (await amy.Put(note, Content).IfNew().Sequence(1)).Refused("quota-exceeded");
        // The sequence was not used.
        (await amy.Put(note, "1").IfNew().Sequence(1)).Saved("created", 1);
        var batch = (await amy.Post("/v1/batch").Json($$"""{"saves":[{"collection":"notes","id":"b","method":"PUT","ifNoneMatch":"*","json":{{Content}}}]}""")).Is(HttpStatusCode.OK);
        Assert.EndsWith("quota-exceeded", batch.Json.GetProperty("results")[0].GetProperty("problem").GetProperty("type").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collection_has_no_room_for_more_than_the_quota_also_after_a_restart()
    {
        using var data = new TempDirectory();
        await using (var before = new SyncApp { DataDirectory = data.FullPath })
        {
            var amy = await before.SignInAsync("Amy");
            for (var i = 0; i < 5; i++)
            {
                await amy.Create(SyncApp.NewDocument(), Content);
            }
        }

        await using var app = new SyncApp { DataDirectory = data.FullPath, Settings = { ["Limits:CollectionBytes"] = "2100" } };
        var ben = await app.SignInAsync("Ben");
        // Until the sum is read, saves are accepted.
        await Eventually.HoldsAsync(async () => !(await ben.Create(SyncApp.NewDocument(), Content)).Succeeded, "the quota is reached");
        (await ben.Create(SyncApp.NewDocument(), Content)).Refused("quota-exceeded");
        (await ben.Create(SyncApp.NewDocument("boards"), Content)).Is(HttpStatusCode.Created);
    }

    /// <summary>Creates documents until the quota of 1,000 bytes is reached. One of them may be saved while the sum is read.</summary>
    private static async Task<List<string>> FillAsync(Caller user)
    {
        var documents = new List<string>();
        while (true)
        {
            var document = SyncApp.NewDocument();
            var answer = await user.Create(document, Content);
            if (!answer.Succeeded)
            {
                answer.Refused("quota-exceeded");
                Assert.InRange(documents.Count, 2, 4);
                return documents;
            }

            documents.Add(document);
        }
    }
}
