using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using SyncServer.Identity;

namespace SyncServer.Http;

/// <summary>Accounts with e-mail and password, on ASP.NET Core Identity (docs/protocol.md, section 11).</summary>
internal static class AccountEndpoints
{
    // Bounds the cost of hashing.
    private const int MaxPassword = 1000;
    private const int MaxEmail = 254;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/auth/register", RegisterAsync).RequireRateLimiting(RequestLimits.SignIns).WithSummary("Creates an account and signs in.").Produces<AccessTokenResponse>();
        routes.MapPost("/v1/auth/login", LoginAsync).RequireRateLimiting(RequestLimits.SignIns).WithSummary("Signs in with e-mail and password.").Produces<AccessTokenResponse>();
    }

    private static async Task<IResult> RegisterAsync(JsonBody<AccountJson> json, UserManager<Account> users)
    {
        var body = json.Value;
        if (!IsAddress(body.Email) || body.Password is not { Length: <= MaxPassword } password)
        {
            return Problems.InvalidBody($"email must have at most {MaxEmail} characters, password at most {MaxPassword}.");
        }

        if (People.ReadName(body.Name ?? body.Email.Split('@')[0]) is not { } name)
        {
            return Problems.InvalidBody(People.NameRule);
        }

        var account = new Account { Name = name, UserName = body.Email, Email = body.Email };
        IdentityResult result;
        try
        {
            result = await users.CreateAsync(account, password);
        }
        catch (DbUpdateException)
        {
            // Two concurrent registrations with one address: the unique index accepts one of them.
            if (await users.FindByEmailAsync(body.Email) is null)
            {
                throw;
            }

            result = IdentityResult.Failed(users.ErrorDescriber.DuplicateEmail(body.Email));
        }

        return result.Succeeded ? Tokens.Issue(SignIn.Of(account))
            : Problems.InvalidBody(string.Join(' ', result.Errors.Select(error => error.Description)));
    }

    private static async Task<IResult> LoginAsync(JsonBody<AccountJson> json, UserManager<Account> users, SignInManager<Account> signIns)
    {
        var body = json.Value;
        var password = body.Password is { Length: <= MaxPassword } given ? given : "";
        if (!IsAddress(body.Email) || await users.FindByEmailAsync(body.Email) is not { } account)
        {
            // Takes as long as for an existing account, so that the time does not disclose which addresses are registered.
            users.PasswordHasher.HashPassword(new Account { Name = "" }, password);
            return Problems.OfStatus(401);
        }

        var result = await signIns.CheckPasswordSignInAsync(account, password, lockoutOnFailure: true);
        return result.Succeeded ? Tokens.Issue(SignIn.Of(account)) : Problems.OfStatus(401);
    }

    // Identity validates more, but only after a query, and no database accepts every character.
    private static bool IsAddress([NotNullWhen(true)] string? email) => email is { Length: <= MaxEmail } && !email.Any(char.IsControl);
}
