using System.Security.Claims;
using SyncServer.Identity;
using People = SyncServer.Identity.People;

namespace SyncServer.Tests.Embedding;

/// <summary>The options of an embedded server are safe by default.</summary>
public sealed class OptionsTests
{
    [Fact]
    public void Without_an_environment_the_environment_is_Production()
    {
        var settings = new SyncServerOptions().ToSettings(environment: null);
        Assert.True(settings.IsProduction);
        Assert.False(settings.IsDevelopment);
        Assert.False(settings.Guests);
    }

    [Fact]
    public void An_email_address_of_the_application_does_not_make_an_operator()
    {
        var user = new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", "amy"), new Claim(ClaimTypes.Email, "ops@example.org")], "Cookies"));
        var known = People.ToPrincipal(user, People.Default);
        Assert.Equal("amy", known.ToPerson().Id);
        Assert.DoesNotContain(known.Claims, claim => claim.Value == "ops@example.org");
    }
}
