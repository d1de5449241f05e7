using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace PersonalPT.Storage.PostgreSql;

/// <summary>
/// Texts are compared byte by byte, as SQLite does: pages come in the same order on both databases, whatever language a server was set up for, and no
/// index is spoilt by an operating system that sorts differently after an update.
/// </summary>
internal sealed class ByteOrder(ModelCustomizerDependencies dependencies) : RelationalModelCustomizer(dependencies)
{
    public override void Customize(ModelBuilder modelBuilder, DbContext context)
    {
        base.Customize(modelBuilder, context);
        foreach (var text in modelBuilder.Model.GetEntityTypes().SelectMany(table => table.GetProperties()).Where(property => property.ClrType == typeof(string)))
            text.SetCollation("C");
    }
}
