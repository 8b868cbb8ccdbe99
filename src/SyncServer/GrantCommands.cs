using System.CommandLine;
using Microsoft.AspNetCore.Identity;
using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Identity;
using SyncServer.Storage.Administration;

namespace SyncServer;

/// <summary>The commands <c>grants …</c>: the roles of users on a document.</summary>
internal static class GrantCommands
{
    private static readonly Option<string?> User = new("--user") { Description = "The id of the user." };
    private static readonly Option<string?> Email = new("--email") { Description = "The e-mail address of an account." };
    private static readonly Option<string?> Issuer = new("--issuer") { Description = "The issuer (iss) of an outside provider, with --subject." };
    private static readonly Option<string?> Subject = new("--subject") { Description = "The subject (sub) of the user at the provider." };

    public static Command Create() => new("grants", "Lists and changes the roles on a document. The server may be running; a change applies at once.")
    {
        List(), Give(), Take(),
    };

    private static Command List()
    {
        var json = new Option<bool>("--json") { Description = "Prints JSON." };
        var command = Create("list", "Prints the users with a role: id, role, e-mail of an account.", async (access, users, key, line, cancellation) =>
        {
            var grants = await access.ListAsync(key);
            await CommandOutput.WriteAsync(
                grants.ToAsyncEnumerable().Select(async (grant, _, _) => new
                {
                    grant.User,
                    Role = NameOf(grant.Role),
                    (await users.FindByIdAsync(grant.User))?.Email,
                }),
                line.GetValue(json),
                grant => [grant.User, grant.Role, grant.Email ?? ""],
                cancellation);
            return 0;
        });
        command.Add(json);
        return command;
    }

    private static Command Give()
    {
        var role = new Argument<string>("role") { Description = "viewer, editor or owner." };
        role.AcceptOnlyFromAmong([.. Enum.GetValues<Role>().Select(NameOf)]);
        var command = Create("give", "Gives a user a role. It replaces the role that they have.", async (access, users, key, line, _) =>
        {
            var user = await FindUserAsync(users, line);
            return Report(await access.GrantAsync(key, user, Enum.Parse<Role>(line.GetRequiredValue(role), ignoreCase: true), by: null), user);
        });
        command.Add(role);
        AddUserOptions(command);
        return command;
    }

    private static Command Take()
    {
        var force = new Option<bool>("--force") { Description = "Takes the role of the last owner too, if another user keeps a role." };
        var command = Create("take", "Takes a user's role away.", async (access, users, key, line, _) =>
        {
            var user = await FindUserAsync(users, line);
            return Report(await access.RevokeAsync(key, user, by: null, line.GetValue(force)), user);
        });
        AddUserOptions(command);
        command.Add(force);
        return command;
    }

    private static void AddUserOptions(Command command)
    {
        foreach (var option in (Option[])[User, Email, Issuer, Subject])
        {
            command.Add(option);
        }
    }

    private static Command Create(string name, string description, Func<IAccessList, UserManager<Account>, DocumentKey, ParseResult, CancellationToken, Task<int>> run)
    {
        var document = DocumentArgument.Create();
        var command = DatabaseCommand.Create(name, description, async (line, connection, cancellation) =>
        {
            var key = DocumentArgument.Read(line.GetRequiredValue(document));
            using var store = StoreAdministration.Open(connection);
            await using var services = UserCommands.OpenUsers(store);
            return !(await store.Access.FindAsync(key, user: "")).Exists ? CommandOutput.Fail($"{key.Collection}/{key.Id} does not exist.")
                : await run(store.Access, services.GetRequiredService<UserManager<Account>>(), key, line, cancellation);
        });
        command.Add(document);
        return command;
    }

    private static async Task<string> FindUserAsync(UserManager<Account> users, ParseResult line) =>
        (line.GetValue(User), line.GetValue(Email), line.GetValue(Issuer), line.GetValue(Subject)) switch
        {
            ({ Length: > 0 } user, null, null, null) => user,
            (null, { } email, null, null) => (await users.FindByEmailAsync(email))?.Id ?? throw new InvalidDataException($"There is no account {email}."),
            (null, null, { } issuer, { } subject) => OpenId.IdOf(issuer, subject),
            _ => throw new InvalidDataException("Name the user with --user, with --email, or with --issuer and --subject."),
        };

    private static int Report(AccessChange change, string user)
    {
        switch (change)
        {
            case AccessChange.Done:
                Console.WriteLine(user);
                return 0;
            case AccessChange.Full:
                return CommandOutput.Fail($"The document has {IAccessList.Max} roles already.");
            default:
                return CommandOutput.Fail("No owner would be left. Make another user an owner first, or use --force if another user keeps a role.");
        }
    }

    private static string NameOf(Role role) => role.ToString().ToLowerInvariant();
}
