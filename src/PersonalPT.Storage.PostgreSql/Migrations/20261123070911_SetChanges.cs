using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace PersonalPT.Storage.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class SetChanges : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "set_changes",
                columns: table => new
                {
                    gym_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    session_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    change_number = table.Column<long>(type: "bigint", nullable: false),
                    set_number = table.Column<int>(type: "integer", nullable: false),
                    event_seq = table.Column<long>(type: "bigint", nullable: true),
                    change_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    author_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    recorded_micros = table.Column<long>(type: "bigint", nullable: false),
                    body = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_set_changes", x => new { x.gym_id, x.session_id, x.change_number });
                    table.ForeignKey(
                        name: "fk_set_changes_sets",
                        columns: x => new { x.gym_id, x.session_id, x.set_number },
                        principalTable: "sets",
                        principalColumns: new[] { "gym_id", "session_id", "set_number" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_set_changes_author_id",
                table: "set_changes",
                columns: new[] { "gym_id", "author_id" });

            migrationBuilder.CreateIndex(
                name: "ix_set_changes_session_id_change_id",
                table: "set_changes",
                columns: new[] { "gym_id", "session_id", "change_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_set_changes_session_id_set_number",
                table: "set_changes",
                columns: new[] { "gym_id", "session_id", "set_number" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "set_changes");
        }
    }
}
