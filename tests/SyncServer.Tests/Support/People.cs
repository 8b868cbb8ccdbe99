using System.Net;
using System.Text.Json;

namespace SyncServer.Tests.Support;

/// <summary>Helpers for tests with several users.</summary>
internal static class People
{
    /// <summary>The id of a user, to which roles are granted.</summary>
    public static async Task<string> IdAsync(this Caller caller) =>
        (await caller.Get("/v1/auth/me")).Is(HttpStatusCode.OK).Json.GetProperty("id").GetString()!;

    /// <summary>Grants a user a role.</summary>
    public static async Task<Answer> GrantAsync(this Caller owner, string document, Caller to, string role) =>
        await owner.Send("PUT", $"{document}/access/{await to.IdAsync()}").Json(JsonSerializer.Serialize(new { role }));

    /// <summary>Revokes a user's role.</summary>
    public static async Task<Answer> RevokeAsync(this Caller owner, string document, Caller from) =>
        await owner.Delete($"{document}/access/{await from.IdAsync()}");
}
