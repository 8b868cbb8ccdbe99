using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using SyncServer.Core.Documents;
using SyncServer.Core.Merging;
using SyncServer.Core.Merging.Json;
using SyncServer.Core.Saving;

namespace SyncServer.Core.Locking;

/// <summary>
/// The paths that a save touches (docs/protocol.md, section 7): a PATCH touches the paths that it names, a JSON PUT the paths that it changes, any other save
/// the whole document.
/// </summary>
public static class TouchedPaths
{
    // Each path is compared with every lock. A save with more or longer paths touches the whole document.
    private const int Max = 200;
    private const int MaxCharacters = 200_000;

    private static readonly JsonPointer[] Everything = [JsonPointer.Root];

    /// <summary>The paths; empty if the save changes nothing.</summary>
    /// <param name="method">The method of the save.</param>
    /// <param name="head">The head's content; null if it has none.</param>
    /// <param name="body">The new content or the patch.</param>
    public static IReadOnlyList<JsonPointer> Of(SaveMethod method, Content? head, Content? body) => method switch
    {
        SaveMethod.Patch when head is { IsJson: true } => OfPatch(head, body!),
        SaveMethod.Put when body!.Equals(head) => [],
        SaveMethod.Put when head is { IsJson: true } && string.Equals(head.Type, body!.Type, StringComparison.Ordinal) => OfChange(head, body),
        _ => Everything,
    };

    private static JsonPointer[] OfChange(Content head, Content body)
    {
        // Other bytes with the same JSON value are a new version too, but none of its paths changed.
        using var document = JsonValue.Parse(head);
        if (document is null || ContentDiff.Between(head, body) is not ContentDiff.Fields { Edits: { Count: > 0 and <= Max } edits }
            || edits.Sum(e => e.Path.Text.Length) > MaxCharacters)
        {
            return Everything;
        }

        return [.. edits.Select(edit => PlaceOf(edit, document.RootElement)).Distinct()];
    }

    /// <summary>An inserted or removed element shifts the elements after it, so the whole array is touched.</summary>
    private static JsonPointer PlaceOf(FieldEdit edit, JsonElement document)
    {
        var tokens = edit.Path.Tokens;
        if ((edit.From is not null && edit.To is not null) || tokens.Count == 0 || !tokens[^1].All(char.IsAsciiDigit))
        {
            return edit.Path;
        }

        var holder = document;
        foreach (var token in tokens.SkipLast(1))
        {
            holder = holder.ValueKind switch
            {
                JsonValueKind.Array => holder[int.Parse(token, CultureInfo.InvariantCulture)],
                JsonValueKind.Object => holder.EnumerateObject().FirstOrDefault(member => member.NameEquals(token)).Value,
                _ => default,
            };
        }

        return holder.ValueKind is JsonValueKind.Object ? edit.Path : JsonPointer.Of(tokens.SkipLast(1));
    }

    private static IReadOnlyList<JsonPointer> OfPatch(Content head, Content patch)
    {
        using var old = JsonValue.Parse(head);
        using var change = JsonValue.Parse(patch);
        var (paths, characters) = (new List<JsonPointer>(), 0);
        return old is not null && change is not null && Walk(Place.Root(MergeRules.Default.Formats), change.RootElement, old.RootElement) ? paths : Everything;

        // False if there are too many paths.
        bool Walk(Place place, JsonElement named, JsonElement? target)
        {
            // A patch adds members to an object; it replaces any other value.
            if (named.ValueKind is not JsonValueKind.Object || target is { ValueKind: not JsonValueKind.Object } || (target is null && named.GetPropertyCount() == 0))
            {
                characters += place.Length;
                if (paths.Count == Max || characters > MaxCharacters)
                {
                    return false;
                }

                paths.Add(place.ToPointer());
                return true;
            }

            var members = target is { } value ? MembersOf(value) : [];
            foreach (var (name, member) in MembersOf(named))
            {
                if (!Walk(place.Enter(name), member, members.TryGetValue(name, out var there) ? there : null))
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>The members by name. Of several members with one name the last wins, as in MergePatch.</summary>
    private static Dictionary<string, JsonElement> MembersOf(JsonElement value)
    {
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            members[JsonString.Read(JsonMarshal.GetRawUtf8PropertyName(member))] = member.Value;
        }

        return members;
    }
}
