using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using SyncServer.Identity;

namespace SyncServer.Http;

/// <summary>Accounts with e-mail and password (protocol 11), kept by ASP.NET Core Identity.</summary>
internal static class AccountEndpoints
{
    // Hashing takes time; what is hashed must have an end.
    private const int MaxPassword = 1000;
    private const int MaxEmail = 254;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/auth/register", RegisterAsync).RequireRateLimiting(RequestLimits.SignIns).WithSummary("Makes an account and signs in.").Produces<AccessTokenResponse>();
        routes.MapPost("/v1/auth/login", LoginAsync).RequireRateLimiting(RequestLimits.SignIns).WithSummary("Signs in with e-mail and password.").Produces<AccessTokenResponse>();
    }

    private static async Task<IResult> RegisterAsync(JsonBody<AccountJson> json, UserManager<Account> users)
    {
        var body = json.Value;
        if (!IsAddress(body.Email) || body.Password is not { Length: <= MaxPassword } password)
        {
            return Problems.InvalidBody($"email and password are text of at most {MaxEmail} and {MaxPassword} characters.");
        }

        if (People.ReadName(body.Name ?? body.Email.Split('@')[0]) is not { } name)
        {
            return Problems.InvalidBody(People.NameRule);
        }

        var account = new Account { Name = name, UserName = body.Email, Email = body.Email };
        IdentityResult made;
        try
        {
            made = await users.CreateAsync(account, password);
        }
        catch (DbUpdateException)
        {
            // Two at once with one address: the database knows one.
            if (await users.FindByEmailAsync(body.Email) is null)
            {
                throw;
            }

            made = IdentityResult.Failed(users.ErrorDescriber.DuplicateEmail(body.Email));
        }

        return made.Succeeded ? Tokens.Issue(SignIn.Of(account))
            : Problems.InvalidBody(string.Join(' ', made.Errors.Select(error => error.Description)));
    }

    private static async Task<IResult> LoginAsync(JsonBody<AccountJson> json, UserManager<Account> users, SignInManager<Account> signIns)
    {
        var body = json.Value;
        var password = body.Password is { Length: <= MaxPassword } given ? given : "";
        if (!IsAddress(body.Email) || await users.FindByEmailAsync(body.Email) is not { } account)
        {
            // As slow as for an account that there is.
            users.PasswordHasher.HashPassword(new Account { Name = "" }, password);
            return Problems.OfStatus(401);
        }

        var result = await signIns.CheckPasswordSignInAsync(account, password, lockoutOnFailure: true);
        return result.Succeeded ? Tokens.Issue(SignIn.Of(account)) : Problems.OfStatus(401);
    }

    // Identity looks closer; but it asks the database first, and none takes every character.
    private static bool IsAddress([NotNullWhen(true)] string? email) => email is { Length: <= MaxEmail } && !email.Any(char.IsControl);
}
