using System.Net;

namespace SyncServer.Tests.Http;

/// <summary>Request headers (docs/protocol.md, sections 4.2 and 2).</summary>
public sealed class Step2HeaderTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Theory]
    [InlineData("Session-Id", "1234567")]
    [InlineData("Session-Id", "a session")]
    [InlineData("Session-Id", "session/1")]
    [InlineData("Session-Id", "sessiön-1")]
    [InlineData("Session-Id", "session-1, session-2")]
    [InlineData("Save-Sequence", "0")]
    [InlineData("Save-Sequence", "-1")]
    [InlineData("Save-Sequence", "+1")]
    [InlineData("Save-Sequence", "1.5")]
    [InlineData("Save-Sequence", "1e3")]
    [InlineData("Save-Sequence", "0x10")]
    [InlineData("Save-Sequence", "one")]
    [InlineData("Save-Sequence", "1, 2")]
    [InlineData("Save-Sequence", "9007199254740992")]
    [InlineData("Save-Sequence", "99999999999999999999999")]
    [InlineData("If-Match", "nonsense")]
    [InlineData("If-Match", "\"open")]
    [InlineData("If-Match", "open\"")]
    [InlineData("If-Match", "\"a\" \"b\"")]
    [InlineData("If-Match", "\"a\", *")]
    [InlineData("If-None-Match", "\"1-a\"")]
    [InlineData("If-None-Match", "nonsense")]
    [InlineData("On-Conflict", "explode")]
    public async Task A_malformed_header_is_400(string name, string value)
    {
        var amy = await app.SignInAsync();
        var tab = name is "Session-Id" ? amy : amy.Tab();
        var note = SyncApp.NewDocument();
        foreach (var call in (Call[])[tab.Put(note, "{}"), tab.Patch(note, "{}"), tab.Delete(note)])
        {
            var whole = name.StartsWith("If-", StringComparison.Ordinal) ? call : call.IfNew();
            (await whole.Header(name, value)).Refused("invalid-header");
        }

        (await amy.Get(note)).Refused("not-found");
    }

    [Fact]
    public async Task A_session_id_that_is_too_long_is_400() =>
        (await (await app.SignInAsync()).In(new string('s', 129)).Create(SyncApp.NewDocument(), "{}")).Refused("invalid-header");

    [Theory]
    [InlineData("12345678", 1)]
    [InlineData("A-z.0_9~", 9_007_199_254_740_991)]
    public async Task The_limits_are_inclusive(string session, long sequence)
    {
        var amy = await app.SignInAsync();
        (await amy.In(session).Create(SyncApp.NewDocument(), "{}").Sequence(sequence)).Saved("created", 1);
        (await amy.In(session.PadRight(128, 's')).Create(SyncApp.NewDocument(), "{}").Sequence(sequence)).Saved("created", 1);
    }

    [Fact]
    public async Task A_sequence_without_a_session_is_400() =>
        (await (await app.SignInAsync()).Create(SyncApp.NewDocument(), "{}").Sequence(1)).Refused("invalid-header");

    [Fact]
    public async Task Both_preconditions_at_once_are_400()
    {
        var amy = await app.SignInAsync();
        (await amy.Create(SyncApp.NewDocument(), "{}").IfMatch("\"1-a\"")).Refused("invalid-header");
        (await amy.Create(SyncApp.NewDocument(), "{}").Forced()).Refused("invalid-header");
    }

    [Fact]
    public async Task The_session_may_be_in_the_query()
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        var first = await amy.Create(note + "?session_id=session-in-query", "1").Sequence(1);
        first.Saved("created", 1);
        (await amy.In("session-in-query").Put(note, "2").On(first)).Saved("verified", 2);

        (await amy.Put(note + "?session_id=session-in-query", "3").On(first)).Saved("session", 3);
    }

    [Fact]
    public async Task The_header_takes_precedence_over_the_query()
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        var first = await amy.In("session-in-header").Create(note + "?session_id=session-in-query", "1");
        (await amy.In("session-in-header").Put(note, "2").On(first)).Saved("verified", 2);

        (await amy.In("session-in-query").Put(note, "3").On(first)).Refused("edit-conflict");
        (await amy.In("session-in-header").Put(note + "?session_id=session-in-query", "4").On(first)).Saved("session", 3);
    }

    [Theory]
    [InlineData("short")]
    [InlineData("a%20session")]
    public async Task A_malformed_session_in_the_query_is_400(string session) =>
        (await (await app.SignInAsync()).Create(SyncApp.NewDocument() + "?session_id=" + session, "{}")).Is(HttpStatusCode.BadRequest).HasNoInternals();
}
