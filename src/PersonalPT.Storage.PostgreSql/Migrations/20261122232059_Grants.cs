using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace PersonalPT.Storage.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class Grants : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "grants",
                columns: table => new
                {
                    gym_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    athlete_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    coach_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    scopes = table.Column<int>(type: "integer", nullable: false),
                    granted_micros = table.Column<long>(type: "bigint", nullable: false),
                    until_micros = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_grants", x => new { x.gym_id, x.athlete_id, x.coach_id });
                    table.ForeignKey(
                        name: "fk_grants_athletes",
                        columns: x => new { x.gym_id, x.athlete_id },
                        principalTable: "athletes",
                        principalColumns: new[] { "gym_id", "athlete_id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_grants_coach_id_athlete_id",
                table: "grants",
                columns: new[] { "gym_id", "coach_id", "athlete_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "grants");
        }
    }
}
