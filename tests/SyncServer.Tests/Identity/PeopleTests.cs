using System.Security.Claims;
using SyncServer.Core.Documents;
using SyncServer.Identity;
using People = SyncServer.Identity.People;

namespace SyncServer.Tests.Identity;

/// <summary>Users of an application that embeds the server.</summary>
public sealed class PeopleTests
{
    private static readonly ClaimsPrincipal Authenticated = new(new ClaimsIdentity([], "cookies"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void A_person_without_an_id_is_no_user(string? id) =>
        Assert.False(People.ToPrincipal(Authenticated, _ => new Person(id!, "Amy")).Identity!.IsAuthenticated);

    [Fact]
    public void A_person_may_have_no_name() =>
        Assert.Equal(new Person("amy", ""), People.ToPrincipal(Authenticated, _ => new Person("amy", null!)).ToPerson());
}
