using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace PersonalPT.Storage.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "gyms",
                columns: table => new
                {
                    gym_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    created_micros = table.Column<long>(type: "bigint", nullable: false),
                    catalog_created_micros = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_gyms", x => x.gym_id);
                });

            migrationBuilder.CreateTable(
                name: "athletes",
                columns: table => new
                {
                    gym_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    athlete_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    created_micros = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_athletes", x => new { x.gym_id, x.athlete_id });
                    table.ForeignKey(
                        name: "fk_athletes_gyms",
                        column: x => x.gym_id,
                        principalTable: "gyms",
                        principalColumn: "gym_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "exercises",
                columns: table => new
                {
                    gym_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    exercise_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    display_name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    updated_micros = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_exercises", x => new { x.gym_id, x.exercise_id });
                    table.ForeignKey(
                        name: "fk_exercises_gyms",
                        column: x => x.gym_id,
                        principalTable: "gyms",
                        principalColumn: "gym_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "model_versions",
                columns: table => new
                {
                    gym_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    athlete_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    exercise_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    version = table.Column<int>(type: "integer", nullable: false),
                    request_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    origin = table.Column<int>(type: "integer", nullable: false),
                    content = table.Column<byte[]>(type: "bytea", nullable: false),
                    report = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    created_micros = table.Column<long>(type: "bigint", nullable: false),
                    created_by = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_model_versions", x => new { x.gym_id, x.athlete_id, x.exercise_id, x.version });
                    table.ForeignKey(
                        name: "fk_model_versions_gyms",
                        column: x => x.gym_id,
                        principalTable: "gyms",
                        principalColumn: "gym_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "sessions",
                columns: table => new
                {
                    gym_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    session_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    athlete_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    coordinate_space = table.Column<int>(type: "integer", nullable: false),
                    image_aspect = table.Column<double>(type: "double precision", nullable: false),
                    landmark_model = table.Column<int>(type: "integer", nullable: false),
                    nominal_rate_hz = table.Column<double>(type: "double precision", nullable: false),
                    capture_epoch_micros = table.Column<long>(type: "bigint", nullable: false),
                    capture_source = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    hold_frames_for_teaching = table.Column<bool>(type: "boolean", nullable: false),
                    epoch = table.Column<long>(type: "bigint", nullable: false),
                    last_event_seq = table.Column<long>(type: "bigint", nullable: false),
                    point_input_seq = table.Column<long>(type: "bigint", nullable: false),
                    point_set_number = table.Column<int>(type: "integer", nullable: false),
                    point_model_athlete_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    point_exercise_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    point_model_version = table.Column<int>(type: "integer", nullable: false),
                    point_settings = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    point_counter_version = table.Column<int>(type: "integer", nullable: false),
                    point_paused = table.Column<bool>(type: "boolean", nullable: false),
                    started_micros = table.Column<long>(type: "bigint", nullable: false),
                    ended_micros = table.Column<long>(type: "bigint", nullable: true),
                    last_written_micros = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sessions", x => new { x.gym_id, x.session_id });
                    table.ForeignKey(
                        name: "fk_sessions_athletes",
                        columns: x => new { x.gym_id, x.athlete_id },
                        principalTable: "athletes",
                        principalColumns: new[] { "gym_id", "athlete_id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "model_activations",
                columns: table => new
                {
                    gym_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    athlete_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    exercise_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    activation_number = table.Column<int>(type: "integer", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    activated_by = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    activated_micros = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_model_activations", x => new { x.gym_id, x.athlete_id, x.exercise_id, x.activation_number });
                    table.ForeignKey(
                        name: "fk_model_activations_model_versions",
                        columns: x => new { x.gym_id, x.athlete_id, x.exercise_id, x.version },
                        principalTable: "model_versions",
                        principalColumns: new[] { "gym_id", "athlete_id", "exercise_id", "version" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "session_events",
                columns: table => new
                {
                    gym_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    session_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    event_seq = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    idempotency_key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    set_number = table.Column<int>(type: "integer", nullable: true),
                    ordinal = table.Column<int>(type: "integer", nullable: true),
                    recorded_micros = table.Column<long>(type: "bigint", nullable: false),
                    body = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_session_events", x => new { x.gym_id, x.session_id, x.event_seq });
                    table.ForeignKey(
                        name: "fk_session_events_sessions",
                        columns: x => new { x.gym_id, x.session_id },
                        principalTable: "sessions",
                        principalColumns: new[] { "gym_id", "session_id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "sets",
                columns: table => new
                {
                    gym_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    session_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    set_number = table.Column<int>(type: "integer", nullable: false),
                    model_athlete_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    exercise_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    model_version = table.Column<int>(type: "integer", nullable: false),
                    start_micros = table.Column<long>(type: "bigint", nullable: false),
                    end_micros = table.Column<long>(type: "bigint", nullable: true),
                    end_reason = table.Column<int>(type: "integer", nullable: true),
                    final_vote = table.Column<int>(type: "integer", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sets", x => new { x.gym_id, x.session_id, x.set_number });
                    table.ForeignKey(
                        name: "fk_sets_sessions",
                        columns: x => new { x.gym_id, x.session_id },
                        principalTable: "sessions",
                        principalColumns: new[] { "gym_id", "session_id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "reps",
                columns: table => new
                {
                    gym_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    session_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    set_number = table.Column<int>(type: "integer", nullable: false),
                    ordinal = table.Column<int>(type: "integer", nullable: false),
                    start_micros = table.Column<long>(type: "bigint", nullable: false),
                    peak_micros = table.Column<long>(type: "bigint", nullable: false),
                    end_micros = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_reps", x => new { x.gym_id, x.session_id, x.set_number, x.ordinal });
                    table.ForeignKey(
                        name: "fk_reps_sets",
                        columns: x => new { x.gym_id, x.session_id, x.set_number },
                        principalTable: "sets",
                        principalColumns: new[] { "gym_id", "session_id", "set_number" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_model_activations_athlete_id_exercise_id_version",
                table: "model_activations",
                columns: new[] { "gym_id", "athlete_id", "exercise_id", "version" });

            migrationBuilder.CreateIndex(
                name: "ix_model_versions_athlete_id_exercise_id_request_id",
                table: "model_versions",
                columns: new[] { "gym_id", "athlete_id", "exercise_id", "request_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_session_events_session_id_idempotency_key",
                table: "session_events",
                columns: new[] { "gym_id", "session_id", "idempotency_key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_sessions_athlete_id_started_micros_session_id",
                table: "sessions",
                columns: new[] { "gym_id", "athlete_id", "started_micros", "session_id" });

            migrationBuilder.CreateIndex(
                name: "ix_sessions_ended_micros",
                table: "sessions",
                column: "ended_micros",
                filter: "ended_micros IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "exercises");

            migrationBuilder.DropTable(
                name: "model_activations");

            migrationBuilder.DropTable(
                name: "reps");

            migrationBuilder.DropTable(
                name: "session_events");

            migrationBuilder.DropTable(
                name: "model_versions");

            migrationBuilder.DropTable(
                name: "sets");

            migrationBuilder.DropTable(
                name: "sessions");

            migrationBuilder.DropTable(
                name: "athletes");

            migrationBuilder.DropTable(
                name: "gyms");
        }
    }
}
