using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace PersonalPT.Storage.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Plans : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "plan_id",
                table: "sessions",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "plan_revision",
                table: "sessions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "plans",
                columns: table => new
                {
                    gym_id = table.Column<string>(type: "TEXT", nullable: false),
                    athlete_id = table.Column<string>(type: "TEXT", nullable: false),
                    plan_id = table.Column<string>(type: "TEXT", nullable: false),
                    revision = table.Column<int>(type: "INTEGER", nullable: false),
                    revised_micros = table.Column<long>(type: "INTEGER", nullable: false),
                    deleted_micros = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_plans", x => new { x.gym_id, x.athlete_id, x.plan_id });
                    table.ForeignKey(
                        name: "fk_plans_athletes",
                        columns: x => new { x.gym_id, x.athlete_id },
                        principalTable: "athletes",
                        principalColumns: new[] { "gym_id", "athlete_id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "plan_revisions",
                columns: table => new
                {
                    gym_id = table.Column<string>(type: "TEXT", nullable: false),
                    athlete_id = table.Column<string>(type: "TEXT", nullable: false),
                    plan_id = table.Column<string>(type: "TEXT", nullable: false),
                    revision = table.Column<int>(type: "INTEGER", nullable: false),
                    author_id = table.Column<string>(type: "TEXT", nullable: false),
                    revised_micros = table.Column<long>(type: "INTEGER", nullable: false),
                    body = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_plan_revisions", x => new { x.gym_id, x.athlete_id, x.plan_id, x.revision });
                    table.ForeignKey(
                        name: "fk_plan_revisions_plans",
                        columns: x => new { x.gym_id, x.athlete_id, x.plan_id },
                        principalTable: "plans",
                        principalColumns: new[] { "gym_id", "athlete_id", "plan_id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_plan_revisions_author_id",
                table: "plan_revisions",
                columns: new[] { "gym_id", "author_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "plan_revisions");

            migrationBuilder.DropTable(
                name: "plans");

            migrationBuilder.DropColumn(
                name: "plan_id",
                table: "sessions");

            migrationBuilder.DropColumn(
                name: "plan_revision",
                table: "sessions");
        }
    }
}
