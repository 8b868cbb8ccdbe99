using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;

namespace SyncServer.Identity;

/// <summary>
/// Sees every access token that is used and notes the first use of each generation, before the request goes on. What was noted is
/// remembered, so that a request costs a look into a dictionary.
/// </summary>
internal sealed class UsedTokens(IServiceScopeFactory scopes) : IClaimsTransformation
{
    private const int Max = 10_000;

    private readonly ConcurrentDictionary<string, long> _noted = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal) =>
        SignIn.FamilyOf(principal) is not ({ } family, > 0 and var generation) || (_noted.TryGetValue(family, out var noted) && noted >= generation)
            ? Task.FromResult(principal)
            : NoteAsync(principal, family, generation);

    private async Task<ClaimsPrincipal> NoteAsync(ClaimsPrincipal principal, string family, long generation)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<RefreshFamilies>().UseAsync(family, generation);
        if (_noted.Count >= Max)
        {
            _noted.Clear();
        }

        _noted[family] = generation;
        return principal;
    }
}
