using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace PersonalPT.Storage.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class GroupSessions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "group_sessions",
                columns: table => new
                {
                    gym_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    group_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    revision = table.Column<long>(type: "bigint", nullable: false),
                    writer = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    title = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    ranking = table.Column<int>(type: "integer", nullable: false),
                    count_in_seconds = table.Column<int>(type: "integer", nullable: false),
                    code = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    planned_by = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    planned_micros = table.Column<long>(type: "bigint", nullable: false),
                    started_micros = table.Column<long>(type: "bigint", nullable: true),
                    ended_micros = table.Column<long>(type: "bigint", nullable: true),
                    settled = table.Column<bool>(type: "boolean", nullable: false),
                    phase = table.Column<int>(type: "integer", nullable: false),
                    round_number = table.Column<int>(type: "integer", nullable: false),
                    phase_started_micros = table.Column<long>(type: "bigint", nullable: false),
                    paused_micros = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_group_sessions", x => new { x.gym_id, x.group_id });
                    table.ForeignKey(
                        name: "fk_group_sessions_gyms",
                        column: x => x.gym_id,
                        principalTable: "gyms",
                        principalColumn: "gym_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "group_attachments",
                columns: table => new
                {
                    gym_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    group_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    attachment_number = table.Column<int>(type: "integer", nullable: false),
                    participant_number = table.Column<int>(type: "integer", nullable: false),
                    session_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    clock_offset_micros = table.Column<long>(type: "bigint", nullable: false),
                    from_micros = table.Column<long>(type: "bigint", nullable: false),
                    until_micros = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_group_attachments", x => new { x.gym_id, x.group_id, x.attachment_number });
                    table.ForeignKey(
                        name: "fk_group_attachments_group_sessions",
                        columns: x => new { x.gym_id, x.group_id },
                        principalTable: "group_sessions",
                        principalColumns: new[] { "gym_id", "group_id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "group_participants",
                columns: table => new
                {
                    gym_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    group_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    participant_number = table.Column<int>(type: "integer", nullable: false),
                    athlete_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    nickname = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    ranked = table.Column<bool>(type: "boolean", nullable: false),
                    muted = table.Column<bool>(type: "boolean", nullable: false),
                    standing = table.Column<int>(type: "integer", nullable: false),
                    joined_micros = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_group_participants", x => new { x.gym_id, x.group_id, x.participant_number });
                    table.ForeignKey(
                        name: "fk_group_participants_group_sessions",
                        columns: x => new { x.gym_id, x.group_id },
                        principalTable: "group_sessions",
                        principalColumns: new[] { "gym_id", "group_id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "group_rounds",
                columns: table => new
                {
                    gym_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    group_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    round_number = table.Column<int>(type: "integer", nullable: false),
                    exercise_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    target_reps = table.Column<int>(type: "integer", nullable: false),
                    seconds = table.Column<int>(type: "integer", nullable: false),
                    rest_seconds = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_group_rounds", x => new { x.gym_id, x.group_id, x.round_number });
                    table.ForeignKey(
                        name: "fk_group_rounds_group_sessions",
                        columns: x => new { x.gym_id, x.group_id },
                        principalTable: "group_sessions",
                        principalColumns: new[] { "gym_id", "group_id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "group_spans",
                columns: table => new
                {
                    gym_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    group_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    span_number = table.Column<int>(type: "integer", nullable: false),
                    round_number = table.Column<int>(type: "integer", nullable: false),
                    start_micros = table.Column<long>(type: "bigint", nullable: false),
                    end_micros = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_group_spans", x => new { x.gym_id, x.group_id, x.span_number });
                    table.ForeignKey(
                        name: "fk_group_spans_group_sessions",
                        columns: x => new { x.gym_id, x.group_id },
                        principalTable: "group_sessions",
                        principalColumns: new[] { "gym_id", "group_id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "group_results",
                columns: table => new
                {
                    gym_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    group_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    participant_number = table.Column<int>(type: "integer", nullable: false),
                    round_number = table.Column<int>(type: "integer", nullable: false),
                    reps = table.Column<int>(type: "integer", nullable: false),
                    best = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_group_results", x => new { x.gym_id, x.group_id, x.participant_number, x.round_number });
                    table.ForeignKey(
                        name: "fk_group_results_group_participants",
                        columns: x => new { x.gym_id, x.group_id, x.participant_number },
                        principalTable: "group_participants",
                        principalColumns: new[] { "gym_id", "group_id", "participant_number" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_group_participants_athlete_id",
                table: "group_participants",
                columns: new[] { "gym_id", "athlete_id" });

            migrationBuilder.CreateIndex(
                name: "ix_group_participants_group_id_athlete_id",
                table: "group_participants",
                columns: new[] { "gym_id", "group_id", "athlete_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_group_sessions_code",
                table: "group_sessions",
                columns: new[] { "gym_id", "code" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_group_sessions_planned_micros_group_id",
                table: "group_sessions",
                columns: new[] { "gym_id", "planned_micros", "group_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "group_attachments");

            migrationBuilder.DropTable(
                name: "group_results");

            migrationBuilder.DropTable(
                name: "group_rounds");

            migrationBuilder.DropTable(
                name: "group_spans");

            migrationBuilder.DropTable(
                name: "group_participants");

            migrationBuilder.DropTable(
                name: "group_sessions");
        }
    }
}
