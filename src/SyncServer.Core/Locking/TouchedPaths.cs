using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using SyncServer.Core.Documents;
using SyncServer.Core.Merging;
using SyncServer.Core.Merging.Json;
using SyncServer.Core.Saving;

namespace SyncServer.Core.Locking;

/// <summary>What a save touches (protocol 7): a PATCH the places that it names, a JSON PUT those that it changes, anything else everything.</summary>
public static class TouchedPaths
{
    // More, or longer ones, are taken for everything: each is compared with every lock.
    private const int Max = 200;
    private const int MaxCharacters = 200_000;

    private static readonly JsonPointer[] Everything = [JsonPointer.Root];

    /// <summary>The places; none where nothing is changed at all.</summary>
    /// <param name="method">How it is saved.</param>
    /// <param name="head">The head's content; null where there is none.</param>
    /// <param name="body">The new content, or the patch.</param>
    public static IReadOnlyList<JsonPointer> Of(SaveMethod method, Content? head, Content? body) => method switch
    {
        SaveMethod.Patch when head is { IsJson: true } => OfPatch(head, body!),
        SaveMethod.Put when body!.Equals(head) => [],
        SaveMethod.Put when head is { IsJson: true } && string.Equals(head.Type, body!.Type, StringComparison.Ordinal) => OfChange(head, body),
        _ => Everything,
    };

    private static JsonPointer[] OfChange(Content head, Content body)
    {
        // Other bytes that say the same are a new version all the same, and no place in it is what changed.
        using var document = JsonValue.Parse(head);
        if (document is null || ContentDiff.Between(head, body) is not ContentDiff.Fields { Edits: { Count: > 0 and <= Max } edits }
            || edits.Sum(e => e.Path.Text.Length) > MaxCharacters)
        {
            return Everything;
        }

        return [.. edits.Select(edit => PlaceOf(edit, document.RootElement)).Distinct()];
    }

    /// <summary>Where an element comes or goes, those behind it get other places: the array is touched.</summary>
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
        return old is not null && change is not null && Walk(Place.Root([]), change.RootElement, old.RootElement) ? paths : Everything;

        // False where they are too many.
        bool Walk(Place place, JsonElement named, JsonElement? target)
        {
            // Members go into an object; anything else that is there is replaced as a whole.
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

    /// <summary>By name; the last of several members with one name wins, as it does in the patch.</summary>
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
