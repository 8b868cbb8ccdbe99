using Microsoft.EntityFrameworkCore;

namespace SyncServer.Storage;

/// <summary>Columns are named in the snake case that people write in SQL.</summary>
internal static class SnakeCase
{
    /// <summary>Names every column after its property.</summary>
    public static void NameColumnsInSnakeCase(this ModelBuilder modelBuilder)
    {
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(t => t.GetProperties()))
        {
            property.SetColumnName(Of(property.Name));
        }
    }

    private static string Of(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : "_") + char.ToLowerInvariant(c) : c.ToString()));
}
