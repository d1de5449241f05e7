using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace PersonalPT.Storage.PostgreSql.Migrations
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
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<int>(
                name: "plan_revision",
                table: "sessions",
                type: "integer",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "plans",
                columns: table => new
                {
                    gym_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    athlete_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    plan_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    revision = table.Column<int>(type: "integer", nullable: false),
                    revised_micros = table.Column<long>(type: "bigint", nullable: false),
                    deleted_micros = table.Column<long>(type: "bigint", nullable: true)
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
                    gym_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    athlete_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    plan_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    revision = table.Column<int>(type: "integer", nullable: false),
                    author_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    revised_micros = table.Column<long>(type: "bigint", nullable: false),
                    body = table.Column<string>(type: "text", nullable: false, collation: "C")
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
