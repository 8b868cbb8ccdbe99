using System.CommandLine;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using SyncServer.Identity;
using SyncServer.Storage.Administration;

namespace SyncServer;

/// <summary>The commands <c>users …</c>: the accounts that sign in with e-mail and password.</summary>
internal static class UserCommands
{
    private const int GeneratedCharacters = 20;

    public static Command Create() => new("users", "Lists and changes the accounts that sign in with e-mail and password. The server may be running.")
    {
        List(), Add(), ResetPassword(), Lock(), Unlock(), Delete(), MakeOperator(),
    };

    private static Command List()
    {
        var json = JsonOption();
        var command = Create("list", "Prints the accounts: id, e-mail, name, operator, locked.", (users, line, cancellation) => CommandOutput.WriteAsync(
            users.Users.AsNoTracking().OrderBy(account => account.Id).AsAsyncEnumerable().Select(account => new
            {
                account.Id,
                account.Email,
                account.Name,
                account.Operator,
                Locked = account.LockoutEnd > TimeProvider.System.GetUtcNow(),
            }),
            line.GetValue(json),
            account => [account.Id, account.Email ?? "", account.Name, account.Operator ? "operator" : "", account.Locked ? "locked" : ""],
            cancellation));
        command.Add(json);
        return command;
    }

    private static Command Add()
    {
        var email = new Argument<string>("email") { Description = "The e-mail address." };
        var name = new Option<string?>("--name") { Description = "The display name. Default: the address before the @." };
        var input = PasswordOption();
        var command = Create("add", "Adds an account and prints its id and, if it was generated, its password.", async (users, line, _) =>
        {
            var address = line.GetRequiredValue(email);
            if (People.ReadName(line.GetValue(name) ?? address.Split('@')[0]) is not { } display)
            {
                throw new InvalidDataException(People.NameRule);
            }

            var (password, generated) = ReadPassword(line.GetValue(input));
            var account = new Account { Name = display, UserName = address, Email = address };
            Check(await users.CreateAsync(account, password));
            Print(account, generated ? password : null);
        });
        command.Add(email);
        command.Add(name);
        command.Add(input);
        return command;
    }

    private static Command ResetPassword()
    {
        var input = PasswordOption();
        var command = OfAccount("reset-password", "Sets a new password, prints it if it was generated, and ends the user's sign-ins.", async (users, account, line) =>
        {
            var (password, generated) = ReadPassword(line.GetValue(input));
            foreach (var validator in users.PasswordValidators)
            {
                Check(await validator.ValidateAsync(users, account, password));
            }

            // The changed stamp ends the sign-ins. It is written together with the password.
            account.PasswordHash = users.PasswordHasher.HashPassword(account, password);
            Check(await users.UpdateSecurityStampAsync(account));
            Print(account, generated ? password : null);
        });
        command.Add(input);
        return command;
    }

    private static Command Lock() => OfAccount("lock", "Locks an account and ends its sign-ins. Access tokens in use expire within 15 minutes.", async (users, account, _) =>
    {
        (account.LockoutEnabled, account.LockoutEnd) = (true, DateTimeOffset.MaxValue);
        Check(await users.UpdateSecurityStampAsync(account));
        Print(account, password: null);
    });

    private static Command Unlock() => OfAccount("unlock", "Unlocks an account, also one that too many wrong passwords have locked.", async (users, account, _) =>
    {
        (account.LockoutEnd, account.AccessFailedCount) = (null, 0);
        Check(await users.UpdateAsync(account));
        Print(account, password: null);
    });

    private static Command Delete() => OfAccount("delete", "Deletes an account and ends its sign-ins. The user's documents, roles and name in histories stay.", async (users, account, _) =>
    {
        Check(await users.DeleteAsync(account));
        Print(account, password: null);
    });

    private static Command MakeOperator()
    {
        var revoke = new Option<bool>("--revoke") { Description = "Makes the user an ordinary one again. Auth:Operators is not changed." };
        var command = OfAccount("make-operator", "Lets a user read /metrics, /insights and /dashboard, as Auth:Operators does. It applies at once.", async (users, account, line) =>
        {
            account.Operator = !line.GetValue(revoke);
            Check(await users.UpdateAsync(account));
            Print(account, password: null);
        });
        command.Add(revoke);
        return command;
    }

    private static Option<bool> JsonOption() => new("--json") { Description = "Prints JSON." };

    private static Option<bool> PasswordOption() => new("--password-stdin") { Description = "Reads the password from standard input. Default: a password is generated and printed." };

    /// <summary>A command for one account, which is named by its e-mail address or its id.</summary>
    private static Command OfAccount(string name, string description, Func<UserManager<Account>, Account, ParseResult, Task> run)
    {
        var user = new Argument<string>("user") { Description = "The e-mail address or the id of the account." };
        var command = Create(name, description, async (users, line, _) => await run(users, await FindAsync(users, line.GetRequiredValue(user)), line));
        command.Add(user);
        return command;
    }

    private static Command Create(string name, string description, Func<UserManager<Account>, ParseResult, CancellationToken, Task> run) =>
        DatabaseCommand.Create(name, description, async (line, connection, cancellation) =>
        {
            using var store = StoreAdministration.Open(connection);
            await using var services = OpenUsers(store);
            await run(services.GetRequiredService<UserManager<Account>>(), line, cancellation);
            return 0;
        });

    /// <summary>The user manager of the server, with the same rules for passwords, and its database.</summary>
    public static ServiceProvider OpenUsers(StoreAdministration store)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddDbContext<AccountsDb>(options => store.Connect(options));
        services.AddUserManager();
        return services.BuildServiceProvider();
    }

    /// <summary>Finds an account by e-mail address or id.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static async Task<Account> FindAsync(UserManager<Account> users, string user) =>
        (user.Contains('@', StringComparison.Ordinal) ? await users.FindByEmailAsync(user) : await users.FindByIdAsync(user))
            ?? throw new InvalidDataException($"There is no account {user}.");

    private static (string Password, bool IsGenerated) ReadPassword(bool fromInput) => !fromInput
        ? (RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", GeneratedCharacters), true)
        : Console.In.ReadLine() is { Length: > 0 } password ? (password, false)
        : throw new InvalidDataException("Standard input has no password.");

    private static void Check(IdentityResult result)
    {
        if (!result.Succeeded)
        {
            throw new InvalidDataException(string.Join(' ', result.Errors.Select(error => error.Description)));
        }
    }

    private static void Print(Account account, string? password) =>
        Console.WriteLine(password is null ? $"{account.Id}\t{account.Email}" : $"{account.Id}\t{account.Email}\t{password}");
}
