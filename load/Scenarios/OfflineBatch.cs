namespace SyncServer.Load.Scenarios;

/// <summary>Users who edit ten documents offline and send the saves together. Two of the ten are shared with another user.</summary>
internal sealed class OfflineBatch : IScenario
{
    private const int OwnDocuments = 8;

    public string Name => "offline-batch";

    public string Description => "users who edit ten documents offline and send them together; two of them are shared";

    public async Task<IUser> JoinAsync(Stage stage, int number)
    {
        var random = stage.RandomOf(number);
        var person = await stage.PersonAsync($"Traveller {number}");
        IEnumerable<string> documents =
        [
            .. Enumerable.Range(0, OwnDocuments).Select(i => $"/v1/trips/own-{number}-{i}"),
            $"/v1/trips/shared-{number}", $"/v1/trips/shared-{(number + 1) % stage.Users}",
        ];
        return new User(stage.Rule, person, [.. documents.Select(document => new Writer(person, document, random))], random);
    }

    private sealed class User(Rule rule, Person person, Writer[] writers, Random random) : IUser
    {
        public async Task ActAsync(Measure measure)
        {
            await Task.Delay(random.Next(100, 400));
            // A second edit of a document continues the first, which the server does not have yet.
            List<(Writer Writer, Save Save)> edits = [.. writers.SelectMany(writer => Enumerable.Range(0, random.Next(1, 3)).Select(_ => (writer, writer.Make())))];
            await measure("batch", () => rule is Rule.Session ? SendTogetherAsync(edits) : SendSinglyAsync(edits));
        }

        private async Task<bool> SendTogetherAsync(List<(Writer Writer, Save Save)> edits)
        {
            var results = await person.SendTogetherAsync([.. edits.Select(edit => edit.Save)], writers[0].Session);
            foreach (var (edit, result) in edits.Zip(results))
            {
                await edit.Writer.LearnAsync(result);
            }

            return results.All(result => result.Accepted || result.Conflict);
        }

        private static async Task<bool> SendSinglyAsync(List<(Writer Writer, Save Save)> edits)
        {
            var good = true;
            foreach (var (writer, save) in edits)
            {
                good &= await writer.SendAsync(save);
            }

            return good;
        }
    }
}
