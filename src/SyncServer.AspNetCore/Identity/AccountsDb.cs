using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace SyncServer.Identity;

/// <summary>Accounts and sign-ins. The tables are in the documents' database, which makes them.</summary>
internal sealed class AccountsDb(DbContextOptions<AccountsDb> options) : DbContext(options)
{
    public DbSet<RefreshRow> Refreshes => Set<RefreshRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        // As ASP.NET Core Identity has it, without what nobody here has: claims, other logins and tokens of that kind.
        modelBuilder.Entity<Account>().ToTable("accounts").Property(a => a.ConcurrencyStamp).IsConcurrencyToken();
        modelBuilder.Entity<RefreshRow>().ToTable("refreshes").HasKey(r => r.Family);
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(type => type.GetProperties()))
        {
            property.SetColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
        }
    }
}
