using SyncServer.Load.Clients;
using SyncServer.Load.Running;

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
            .. Enumerable.Range(0, OwnDocuments).Select(i => $"trip-{number}-{i}"), $"trips-{number}", $"trips-{(number + 1) % stage.Users}",
        ];
        Writer[] writers = [.. documents.Select(document => new Writer(person, stage.Document(document), new EditedText(random, stage.Shape.DocumentBytes)))];
        // The textbook server has no batches.
        return stage.Rule is Rule.Session ? new Traveller(stage, person, writers, random) : new SingleSaves(stage, writers, random);
    }

    private sealed class Traveller(Stage stage, Person person, Writer[] writers, Random random) : IUser
    {
        private List<(Writer Writer, Save Save)> _again = [];

        public Request Next()
        {
            // What was refused is read again in one request for each document, before the next trip.
            foreach (var writer in writers.Where(writer => writer.IsRefused))
            {
                return new Request("read", TimeSpan.Zero, writer.ReadAsync);
            }

            // A second edit of a document continues the first, which the server does not have yet.
            var edits = _again.Count > 0 ? _again : [.. writers.SelectMany(writer => Enumerable.Range(0, random.Next(1, 3)).Select(_ => (writer, writer.Make(random.Next(5, 40)))))];
            _again = [];
            return new Request("batch", stage.Paced(random, 1_000, 4_000), () => SendAsync(edits));
        }

        public async Task LeaveAsync()
        {
            if (_again.Count > 0)
            {
                await SendAsync(_again);
            }
        }

        private async Task<Outcome> SendAsync(List<(Writer Writer, Save Save)> edits)
        {
            var (outcome, results) = await person.SendTogetherAsync([.. edits.Select(edit => edit.Save)], writers[0].Session);
            foreach (var (edit, result) in edits.Zip(results))
            {
                edit.Writer.Learn(result);
            }

            // A batch without a response is sent again as it is.
            _again = results.Count == 0 ? edits : [];
            return outcome;
        }
    }

    private sealed class SingleSaves(Stage stage, Writer[] writers, Random random) : IUser
    {
        private int _next;

        public Request Next() => writers[_next = (_next + 1) % writers.Length].Next(_next == 0 ? stage.Paced(random, 1_000, 4_000) : TimeSpan.Zero, random.Next(5, 40));

        public Task LeaveAsync() => Task.WhenAll(writers.Select(writer => writer.LeaveAsync()));
    }
}
