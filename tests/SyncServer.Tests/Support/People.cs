using System.Net;
using System.Text.Json;

namespace SyncServer.Tests.Support;

/// <summary>Several people around one document.</summary>
internal static class People
{
    /// <summary>Who somebody is: what roles are given to.</summary>
    public static async Task<string> IdAsync(this Caller caller) =>
        (await caller.Get("/v1/auth/me")).Is(HttpStatusCode.OK).Json.GetProperty("id").GetString()!;

    /// <summary>Gives somebody a role.</summary>
    public static async Task<Answer> GiveAsync(this Caller owner, string document, Caller to, string role) =>
        await owner.Send("PUT", $"{document}/access/{await to.IdAsync()}").Json(JsonSerializer.Serialize(new { role }));

    /// <summary>Takes somebody's role.</summary>
    public static async Task<Answer> TakeAsync(this Caller owner, string document, Caller from) =>
        await owner.Delete($"{document}/access/{await from.IdAsync()}");
}
