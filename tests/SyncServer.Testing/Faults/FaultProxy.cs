using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace SyncServer.Testing.Faults;

/// <summary>
/// A network between a client and the real server that delays, loses, repeats and reorders requests. A request may arrive long after its sender
/// has cancelled it or ended.
/// </summary>
/// <param name="inner">The inner handler.</param>
/// <param name="seed">The seed of the random faults.</param>
/// <param name="faults">The share of requests with a fault.</param>
public sealed class FaultProxy(HttpMessageHandler inner, int seed, double faults) : DelegatingHandler(inner)
{
    private readonly Lock _gate = new();
    private readonly Random _random = new(seed);
    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> _stories = new();

    /// <summary>The count of each fault.</summary>
    public Dictionary<Fault, int> Happened { get; } = [];

    /// <summary>The requests for one document that reached the server, and their responses.</summary>
    public string StoryOf(string path) => string.Join("\n", _stories.TryGetValue(path, out var story) ? story : []);

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var (fault, before, after) = Next();
        var letter = await Letter.OfAsync(request);
        switch (fault)
        {
            case Fault.LostBefore:
                await Task.Delay(before, cancellationToken);
                throw new HttpRequestException("The request was lost.");
            case Fault.LostButLate:
                _ = DeliverAsync(letter, before + after + after);
                await Task.Delay(before, cancellationToken);
                throw new HttpRequestException("Lost, or so it seems.");
            case Fault.LostAfter:
                await DeliverAsync(letter, before).WaitAsync(cancellationToken);
                throw new HttpRequestException("The response was lost.");
            case Fault.Busy:
                var busy = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
                busy.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.Zero);
                return busy;
            case Fault.Cut:
                using (await DeliverAsync(letter, before).WaitAsync(cancellationToken))
                {
                    return new HttpResponseMessage(HttpStatusCode.OK) { Content = new CutContent() };
                }

            case Fault.Repeated:
                var copy = DeliverAsync(letter, before + after);
                var first = await DeliverAsync(letter, before).WaitAsync(cancellationToken);
                return before < after ? first : await copy.WaitAsync(cancellationToken);
            case Fault.Delayed:
                var answer = await DeliverAsync(letter, before).WaitAsync(cancellationToken);
                await Task.Delay(after, cancellationToken);
                return answer;
            default:
                return await DeliverAsync(letter, TimeSpan.Zero).WaitAsync(cancellationToken);
        }
    }

    /// <summary>Delivers the request even if its sender has ended.</summary>
    private async Task<HttpResponseMessage> DeliverAsync(Letter letter, TimeSpan delay)
    {
        await Task.Delay(delay);
        using var request = letter.ToRequest();
        var response = await base.SendAsync(request, CancellationToken.None);
        await response.Content.LoadIntoBufferAsync();
        _stories.GetOrAdd(letter.Address.AbsolutePath, _ => new()).Enqueue(
            $"{letter} -> {(int)response.StatusCode} {Header(response, "Save-Outcome")} {Header(response, "Sync-ETag")} {await response.Content.ReadAsStringAsync()}");
        return response;
    }

    private static string Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.First() : "";

    private (Fault Fault, TimeSpan Before, TimeSpan After) Next()
    {
        lock (_gate)
        {
            var fault = _random.NextDouble() < faults ? (Fault)_random.Next(1, Enum.GetValues<Fault>().Length) : Fault.None;
            Happened[fault] = Happened.GetValueOrDefault(fault) + 1;
            return (fault, TimeSpan.FromMilliseconds(_random.Next(40)), TimeSpan.FromMilliseconds(_random.Next(40)));
        }
    }

    /// <summary>A request that can be sent more than once.</summary>
    private sealed record Letter(HttpMethod Method, Uri Address, List<KeyValuePair<string, IEnumerable<string>>> Headers, byte[]? Body, MediaTypeHeaderValue? Type)
    {
        public static async Task<Letter> OfAsync(HttpRequestMessage request) => new(
            request.Method, request.RequestUri!, [.. request.Headers],
            request.Content is null ? null : await request.Content.ReadAsByteArrayAsync(), request.Content?.Headers.ContentType);

        public override string ToString() => $"{Method} {string.Join(' ', Headers.Where(header => header.Key is not "Authorization")
            .Select(header => $"{header.Key}: {header.Value.First()}"))} {(Body is null ? "" : Encoding.UTF8.GetString(Body))}";

        public HttpRequestMessage ToRequest()
        {
            var request = new HttpRequestMessage(Method, Address);
            Headers.ForEach(header => request.Headers.TryAddWithoutValidation(header.Key, header.Value));
            if (Body is not null)
            {
                request.Content = new ByteArrayContent(Body);
                request.Content.Headers.ContentType = Type;
            }

            return request;
        }
    }

    /// <summary>A truncated response.</summary>
    private sealed class CutContent : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => throw new IOException("Cut.");

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}

/// <summary>The faults of a request.</summary>
public enum Fault
{
    /// <summary>No fault.</summary>
    None,

    /// <summary>The request is lost.</summary>
    LostBefore,

    /// <summary>The sender gets an error, and the request arrives later.</summary>
    LostButLate,

    /// <summary>The response is lost.</summary>
    LostAfter,

    /// <summary>An intermediary returns 503.</summary>
    Busy,

    /// <summary>The response is truncated.</summary>
    Cut,

    /// <summary>The request arrives twice.</summary>
    Repeated,

    /// <summary>The request or the response is delayed, so that others overtake it.</summary>
    Delayed,
}
