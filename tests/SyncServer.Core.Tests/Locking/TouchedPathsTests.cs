using System.Text;
using System.Text.Json;
using SyncServer.Core.Documents;
using SyncServer.Core.Locking;
using SyncServer.Core.Merging;
using SyncServer.Core.Saving;
using SyncServer.Core.Tests.Merging.Json;

namespace SyncServer.Core.Tests.Locking;

/// <summary>The paths that a save touches (docs/protocol.md, section 7).</summary>
public sealed class TouchedPathsTests
{
    [Theory]
    // Named paths, changed or not.
    [InlineData("""{"a":1,"b":{"c":2}}""", """{"a":1}""", "/a")]
    [InlineData("""{"a":1,"b":{"c":2}}""", """{"b":{"c":3,"d":4},"e":5}""", "/b/c /b/d /e")]
    [InlineData("""{"a":1}""", """{"a":null,"z":null}""", "/a /z")]
    [InlineData("""{}""", """{"a/b~c":1,"\u0061":2,"":3}""", "/a~1b~0c /a /")]
    // Absent values are added.
    [InlineData("""{}""", """{"a":{"b":1,"c":{}}}""", "/a/b /a/c")]
    // A value that is not an object is replaced.
    [InlineData("""{"a":"text"}""", """{"a":{"b":1}}""", "/a")]
    [InlineData("""{"a":[1,2]}""", """{"a":{"0":9}}""", "/a")]
    [InlineData("""{"a":{"b":1}}""", """{"a":7}""", "/a")]
    [InlineData("""[1]""", """{"a":1}""", "")]
    [InlineData("""{"a":1}""", """[1]""", "")]
    [InlineData("""{"a":1}""", """null""", "")]
    // No path is named.
    [InlineData("""{"a":{"b":1}}""", """{"a":{}}""", "-")]
    [InlineData("""{"a":1}""", """{}""", "-")]
    [InlineData("""3""", """{}""", "")]
    public void A_patch_touches_the_paths_that_it_names(string head, string patch, string expected) =>
        Assert.Equal(expected, Touched(SaveMethod.Patch, Json(head), new Content(Content.MergePatchType, Encoding.UTF8.GetBytes(patch))));

    [Theory]
    [InlineData("""{"a":1,"b":{"c":2}}""", """{"a":1,"b":{"c":3}}""", "/b/c")]
    [InlineData("""{"a":1,"b":{"c":2}}""", """{ "b": {"c":3}, "d":4 }""", "/a /b/c /d")]
    [InlineData("""{"a":1}""", """{"a":{"b":1}}""", "/a")]
    [InlineData("""{"a":{"b":1}}""", """{"a":{}}""", "/a/b")]
    [InlineData("""{"a":1}""", """[1]""", "")]
    [InlineData("""[1,2]""", """[1,3]""", "")]
    [InlineData("""{"a":[1,2]}""", """{"a":[1]}""", "/a")]
    // By element if elements have keys. If one is added, removed or moved, the indices of the others change.
    [InlineData("""{"a":[{"id":1,"t":1},{"id":2,"t":1}]}""", """{"a":[{"id":1,"t":1},{"id":2,"t":2}]}""", "/a/1/t")]
    [InlineData("""{"a":[{"id":1,"t":1},{"id":2,"t":1}]}""", """{"a":[{"id":2,"t":1}]}""", "/a")]
    [InlineData("""{"a":[{"id":1,"t":1}]}""", """{"a":[{"id":2,"t":1},{"id":1,"t":1}]}""", "/a")]
    [InlineData("""{"a":[{"id":1},{"id":2}]}""", """{"a":[{"id":2},{"id":1}]}""", "/a")]
    [InlineData("""{"x":[{"id":1,"a":[{"id":5},{"id":6}]}]}""", """{"x":[{"id":1,"a":[{"id":6}]}]}""", "/x/0/a")]
    // A member name may be a number.
    [InlineData("""{"a":{"1":1}}""", """{"a":{"1":1,"2":2}}""", "/a/2")]
    [InlineData("""{"a":{"1":1}}""", """{"a":{}}""", "/a/1")]
    // A repeated name is ambiguous.
    [InlineData("""{"a":{"b":1,"b":2}}""", """{"a":{"b":1,"b":3}}""", "/a")]
    // No change at all; and only whitespace, which is a new version too.
    [InlineData("""{"a":1}""", """{"a":1}""", "-")]
    [InlineData("""{"a":1,"b":2}""", """{"b":2, "a":1}""", "")]
    public void A_put_of_JSON_touches_the_paths_that_it_changes(string head, string body, string expected) =>
        Assert.Equal(expected, Touched(SaveMethod.Put, Json(head), Json(body)));

    [Fact]
    public void Any_other_save_touches_the_whole_document()
    {
        Assert.Equal("", Touched(SaveMethod.Put, Json("{}"), Text("{}")));
        Assert.Equal("", Touched(SaveMethod.Put, Text("{}"), Json("{}")));
        Assert.Equal("", Touched(SaveMethod.Put, Json("{}"), new Content("application/x+json", "{}"u8.ToArray())));
        Assert.Equal("", Touched(SaveMethod.Put, Text("one"), Text("two")));
        Assert.Equal("-", Touched(SaveMethod.Put, Text("one"), Text("one")));
        Assert.Equal("", Touched(SaveMethod.Put, head: null, Json("{}")));
        Assert.Equal("", Touched(SaveMethod.Patch, head: null, Json("{}")));
        Assert.Equal("", Touched(SaveMethod.Patch, Text("{}"), Json("""{"a":1}""")));
        Assert.Equal("", Touched(SaveMethod.Delete, Json("{}"), body: null));
        Assert.Equal("", Touched(SaveMethod.Delete, head: null, body: null));
        Assert.Equal("", Touched(SaveMethod.Restore, Json("{}"), Json("{}")));
    }

    [Fact]
    public void A_save_with_too_many_or_too_long_paths_touches_the_whole_document()
    {
        static string Many(int count, int value) => $"{{{string.Join(',', Enumerable.Range(0, count).Select(i => $"\"n{i}\":{value}"))}}}";
        Assert.Equal(200, TouchedPaths.Of(SaveMethod.Patch, Json("{}"), Json(Many(200, 1))).Count);
        Assert.Equal("", Touched(SaveMethod.Patch, Json("{}"), Json(Many(201, 1))));
        Assert.Equal(200, TouchedPaths.Of(SaveMethod.Put, Json(Many(200, 1)), Json(Many(200, 2))).Count);
        Assert.Equal("", Touched(SaveMethod.Put, Json(Many(201, 1)), Json(Many(201, 2))));
        var deep = string.Concat(Enumerable.Repeat($"{{\"{new string('x', 4000)}\":", 100)) + Many(100, 1) + new string('}', 100);
        Assert.Equal("", Touched(SaveMethod.Patch, Json("{}"), Json(deep)));
        // An unpaired surrogate is a valid name.
        Assert.Equal("/\ud800", Touched(SaveMethod.Patch, Json("{}"), Json("""{"\ud800":1}""")));
    }

    /// <summary>The invariant of locks: a value whose path neither contains nor lies below a touched path is the same before and after.</summary>
    [Theory]
    [InlineData(SaveMethod.Put)]
    [InlineData(SaveMethod.Patch)]
    public void Values_outside_the_touched_paths_do_not_change(SaveMethod method)
    {
        const int Seed = 20261126;
        var random = new Random(Seed);
        var (kept, narrow) = (0, 0);
        for (var i = 0; i < 1_500; i++)
        {
            var json = new RandomJson(random, keyed: i % 2 == 0);
            var document = json.Document();
            var head = Json(json.Write(document));
            var body = Json(json.Write(method is SaveMethod.Patch ? json.Document() : json.Edit(document, random.Next(1, 4))));
            var touched = TouchedPaths.Of(method, head, body);
            narrow += touched.Contains(JsonPointer.Root) ? 0 : 1;
            using var before = JsonDocument.Parse(head.Bytes);
            using var after = JsonDocument.Parse((method is SaveMethod.Patch ? MergePatch.Apply(head, body)! : body).Bytes);
            foreach (var place in PlacesIn(before.RootElement, "").Concat(PlacesIn(after.RootElement, "")).Distinct().Select(Parse))
            {
                if (touched.All(t => !t.Covers(place) && !place.Covers(t)))
                {
                    kept++;
                    Assert.True(Find(before.RootElement, place) == Find(after.RootElement, place), $"seed {Seed}, case {i}, {place}:\n{Encoding.UTF8.GetString(head.Bytes.Span)}\n---\n{Encoding.UTF8.GetString(body.Bytes.Span)}");
                }
            }
        }

        Assert.True(kept > 1_000 && narrow > 750, $"seed {Seed}: {kept} places, {narrow} cases");
    }

    private static IEnumerable<string> PlacesIn(JsonElement value, string at) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(m => PlacesIn(m.Value, $"{at}/{m.Name.Replace("~", "~0").Replace("/", "~1")}")).Prepend(at),
        JsonValueKind.Array => value.EnumerateArray().Index().SelectMany(e => PlacesIn(e.Item, $"{at}/{e.Index}")).Prepend(at),
        _ => [at],
    };

    private static JsonPointer Parse(string text) => JsonPointer.TryParse(text, out var place) ? place : throw new FormatException(text);

    /// <summary>The value at a path, independent of the order of members; "-" if it is absent.</summary>
    private static string Find(JsonElement value, JsonPointer place)
    {
        foreach (var token in place.Tokens)
        {
            if (value.ValueKind is JsonValueKind.Array && int.TryParse(token, out var at) && at < value.GetArrayLength())
            {
                value = value[at];
            }
            else if (value.ValueKind is not JsonValueKind.Object || !value.TryGetProperty(token, out value))
            {
                return "-";
            }
        }

        return Canonical(value);
    }

    private static string Canonical(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => $"{{{string.Join(',', value.EnumerateObject().OrderBy(m => m.Name, StringComparer.Ordinal).Select(m => $"{m.Name}:{Canonical(m.Value)}"))}}}",
        JsonValueKind.Array => $"[{string.Join(',', value.EnumerateArray().Select(Canonical))}]",
        JsonValueKind.String => $"\"{value.GetString()}\"",
        _ => value.GetRawText(),
    };

    private static string Touched(SaveMethod method, Content? head, Content? body) =>
        TouchedPaths.Of(method, head, body) is { Count: > 0 } places ? string.Join(' ', places.Select(p => p.Text)) : "-";

    private static Content Json(string text) => new("application/json", Encoding.UTF8.GetBytes(text));

    private static Content Text(string text) => new("text/plain", Encoding.UTF8.GetBytes(text));
}
