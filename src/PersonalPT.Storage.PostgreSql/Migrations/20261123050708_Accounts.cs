using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace PersonalPT.Storage.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class Accounts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "audit_entries",
                columns: table => new
                {
                    gym_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    at_micros = table.Column<long>(type: "bigint", nullable: false),
                    entry_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    actor_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    actor_role = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    action = table.Column<int>(type: "integer", nullable: false),
                    outcome = table.Column<int>(type: "integer", nullable: false),
                    athlete_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    other_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    means = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_entries", x => new { x.gym_id, x.at_micros, x.entry_id });
                });

            migrationBuilder.CreateTable(
                name: "erased_sessions",
                columns: table => new
                {
                    gym_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    session_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    mark = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_erased_sessions", x => new { x.gym_id, x.session_id });
                });

            migrationBuilder.CreateTable(
                name: "erasures",
                columns: table => new
                {
                    gym_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    athlete_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    mark = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    asked_by = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    asked_by_role = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    asked_by_means = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    begun_micros = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_erasures", x => new { x.gym_id, x.athlete_id });
                });

            migrationBuilder.CreateIndex(
                name: "ix_session_events_kind",
                table: "session_events",
                columns: new[] { "gym_id", "kind" },
                filter: "kind = 'cue_sent'");

            migrationBuilder.CreateIndex(
                name: "ix_audit_entries_actor_id",
                table: "audit_entries",
                columns: new[] { "gym_id", "actor_id" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_entries_at_micros",
                table: "audit_entries",
                column: "at_micros");

            migrationBuilder.CreateIndex(
                name: "ix_audit_entries_athlete_id",
                table: "audit_entries",
                columns: new[] { "gym_id", "athlete_id" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_entries_other_id",
                table: "audit_entries",
                columns: new[] { "gym_id", "other_id" });

            migrationBuilder.CreateIndex(
                name: "ix_erased_sessions_mark_session_id",
                table: "erased_sessions",
                columns: new[] { "gym_id", "mark", "session_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "audit_entries");

            migrationBuilder.DropTable(
                name: "erased_sessions");

            migrationBuilder.DropTable(
                name: "erasures");

            migrationBuilder.DropIndex(
                name: "ix_session_events_kind",
                table: "session_events");
        }
    }
}
