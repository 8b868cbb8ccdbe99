using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.History;
using SyncServer.Identity;

namespace SyncServer.Http;

/// <summary>Everything about one user as JSON lines: the account, the roles, and the versions that the user wrote with their contents (docs/operations.md, "Admin API").</summary>
internal sealed class UserExport(IUserHistory history, IDocumentReader reader)
{
    /// <summary>The media type.</summary>
    public const string ContentType = "application/x-ndjson";

    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The response for a user.</summary>
    public IResult Of(string user) => new Export(user, history, reader);

    private sealed class Export(string user, IUserHistory history, IDocumentReader reader) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.ContentType = ContentType;
            httpContext.Response.Headers.CacheControl = "no-store";
            if (httpContext.RequestServices.GetService<AccountsDb>() is { } accounts && await accounts.Accounts.FindAsync([user], httpContext.RequestAborted) is { } account)
            {
                await WriteAsync(httpContext, "account", json =>
                {
                    json.WriteString("id", account.Id);
                    json.WriteString("name", account.Name);
                    json.WriteString("email", account.Email);
                });
            }

            foreach (var (document, role) in await history.RolesAsync(user))
            {
                await WriteAsync(httpContext, "role", json =>
                {
                    json.WriteString("document", document.ToString());
                    json.WriteString("role", RoleJson.NameOf(role));
                });
            }

            for (long? after = 0; after is { } from;)
            {
                (var versions, after) = await history.VersionsAsync(user, from);
                foreach (var (document, version) in versions)
                {
                    // A version may have been thinned away meanwhile.
                    if (await reader.ReadAsync(document, version) is { } read)
                    {
                        await WriteAsync(httpContext, "version", json => Write(json, document, read.Revision, read.Content));
                    }
                }
            }
        }

        private static void Write(Utf8JsonWriter json, DocumentKey document, Revision revision, Content? content)
        {
            json.WriteString("document", document.ToString());
            json.WriteNumber("version", revision.ETag.Version);
            json.WriteString("savedAt", WireTime.Format(revision.SavedAt));
            json.WriteString("savedByName", revision.SavedBy.Name);
            json.WriteBoolean("deleted", revision.Deleted);
            if (content is null)
            {
                return;
            }

            json.WriteString("contentType", content.Type);
            if (Utf8.IsValid(content.Bytes.Span))
            {
                json.WriteString("text", content.Bytes.Span);
            }
            else
            {
                json.WriteBase64String("base64", content.Bytes.Span);
            }
        }

        private static async Task WriteAsync(HttpContext http, string type, Action<Utf8JsonWriter> members)
        {
            using (var json = new Utf8JsonWriter(http.Response.BodyWriter, Writing))
            {
                json.WriteStartObject();
                json.WriteString("type", type);
                members(json);
                json.WriteEndObject();
            }

            http.Response.BodyWriter.Write("\n"u8);
            await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
        }
    }
}
