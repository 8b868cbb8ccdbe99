// An application with its own users that maps SyncServer under /sync.
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using SyncServer.Core.Documents;

var builder = WebApplication.CreateBuilder(args);
var key = new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(32));
builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
{
    options.MapInboundClaims = false;
    options.TokenValidationParameters = new TokenValidationParameters { IssuerSigningKey = key, ValidateIssuer = false, ValidateAudience = false };
});
builder.Services.AddAuthorization();

builder.Services.AddSyncServer(options =>
{
    options.Configuration = builder.Configuration;
    options.Collection("notes", notes => notes.Preset("note").Window(TimeSpan.FromMinutes(1)));
    options.People(user => new Person("staff-" + user.FindFirstValue("sub"), user.FindFirstValue("given_name") ?? ""));
});

var app = builder.Build();
app.MapGet("/", () => "The application's own page.");
app.MapGet("/whoami", (ClaimsPrincipal user) => user.FindFirstValue("given_name")).RequireAuthorization();
// The application's own sign-in; this example does not check a password.
app.MapPost("/login/{name}", (string name) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
{
    Subject = new ClaimsIdentity([new Claim("sub", name.ToLowerInvariant()), new Claim("given_name", name)]),
    SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.HmacSha256),
}));
app.MapSyncServer("/sync");
app.Run();
