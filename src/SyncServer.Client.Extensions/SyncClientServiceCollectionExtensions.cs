using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SyncServer.Client;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers a <see cref="SyncClient"/>.</summary>
public static class SyncClientServiceCollectionExtensions
{
    /// <summary>
    /// Registers a <see cref="SyncClient"/>, as a singleton, as a program has one user. Its <see cref="HttpClient"/> is the one that <see cref="IHttpClientFactory"/> makes under the
    /// name <c>SyncServer</c>, and it logs to <see cref="ILoggerFactory"/>. Bearer tokens come from the <see cref="ITokenSource"/> that is registered; without one, requests have none.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="server">The server's address, with the path prefix if it has one.</param>
    /// <param name="options">Options of all documents. Default null: the defaults, with the <see cref="IDraftStore"/> that is registered, if there is one.</param>
    /// <returns>Configures the <see cref="HttpClient"/>.</returns>
    /// <exception cref="ArgumentException">The address is not absolute.</exception>
    public static IHttpClientBuilder AddSyncServerClient(this IServiceCollection services, Uri server, Func<IServiceProvider, SyncClientOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(server);
        if (!server.IsAbsoluteUri)
        {
            throw new ArgumentException("The server's address is not absolute.", nameof(server));
        }

        services.TryAddSingleton(provider => Create(provider, options?.Invoke(provider) ?? new SyncClientOptions { Drafts = provider.GetService<IDraftStore>() }));
        // The client keeps its HttpClient.
        return services.AddHttpClient(Name, http => http.BaseAddress = server).SetHandlerLifetime(Timeout.InfiniteTimeSpan);
    }

    private const string Name = "SyncServer";

    private static SyncClient Create(IServiceProvider provider, SyncClientOptions options) => new(
        provider.GetRequiredService<IHttpClientFactory>().CreateClient(Name),
        provider.GetService<ITokenSource>(),
        options.Logger is NullLogger && provider.GetService<ILoggerFactory>() is { } logs ? options with { Logger = logs.CreateLogger<SyncClient>() } : options);
}
