using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace SyncServer.Identity;

/// <summary>Accounts and refresh tokens. The tables are in the documents' database, whose migrations create them.</summary>
internal sealed class AccountsDb(DbContextOptions<AccountsDb> options) : DbContext(options)
{
    public DbSet<Account> Accounts => Set<Account>();

    public DbSet<RefreshRow> Refreshes => Set<RefreshRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        // The user of ASP.NET Core Identity, without its tables of claims, logins and tokens, which are not used.
        modelBuilder.Entity<Account>().ToTable("accounts").Property(a => a.ConcurrencyStamp).IsConcurrencyToken();
        modelBuilder.Entity<RefreshRow>().ToTable("refreshes").HasKey(r => r.Family);
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(type => type.GetProperties()))
        {
            property.SetColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
        }
    }
}
