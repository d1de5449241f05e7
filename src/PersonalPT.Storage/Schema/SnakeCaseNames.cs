using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace PersonalPT.Storage.Schema;

/// <summary>Names everything in the database in snake_case, so that SQL needs no quotes on any database. No value is made by the database.</summary>
internal static class SnakeCaseNames
{
    public static void Apply(IMutableModel model)
    {
        foreach (var table in model.GetEntityTypes())
        {
            foreach (var property in table.GetProperties())
            {
                property.SetColumnName(SnakeCase(property));
                property.ValueGenerated = ValueGenerated.Never;
            }

            foreach (var key in table.GetKeys())
                key.SetName($"pk_{table.GetTableName()}");

            foreach (var foreignKey in table.GetForeignKeys())
                foreignKey.SetConstraintName($"fk_{table.GetTableName()}_{foreignKey.PrincipalEntityType.GetTableName()}");

            foreach (var index in table.GetIndexes())
            {
                // Every index of a gym's rows begins with the gym; its name need not.
                var columns = index.Properties.Where(property => property.Name != nameof(GymRow.GymId)).Select(SnakeCase);
                index.SetDatabaseName($"ix_{table.GetTableName()}_{string.Join('_', columns)}");
            }
        }
    }

    private static string SnakeCase(IReadOnlyProperty property) => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
}
