using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;

namespace SyncServer.Identity;

/// <summary>
/// Records the first use of each token generation, before the request continues. Recorded generations are cached, so that a request usually costs only a
/// dictionary lookup.
/// </summary>
internal sealed class TokenUseRecorder(IServiceScopeFactory scopes) : IClaimsTransformation
{
    private const int Max = 10_000;

    private readonly ConcurrentDictionary<string, long> _recorded = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal) =>
        SignIn.FamilyOf(principal) is not ({ } family, > 0 and var generation) || (_recorded.TryGetValue(family, out var recorded) && recorded >= generation)
            ? Task.FromResult(principal)
            : RecordAsync(principal, family, generation);

    private async Task<ClaimsPrincipal> RecordAsync(ClaimsPrincipal principal, string family, long generation)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<RefreshFamilies>().RecordUseAsync(family, generation);
        if (_recorded.Count >= Max)
        {
            _recorded.Clear();
        }

        _recorded[family] = generation;
        return principal;
    }
}
