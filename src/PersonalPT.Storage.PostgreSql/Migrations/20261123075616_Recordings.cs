using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace PersonalPT.Storage.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class Recordings : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "is_recorded",
                table: "sessions",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "recording_chunks",
                columns: table => new
                {
                    gym_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    session_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    claim = table.Column<long>(type: "bigint", nullable: false),
                    first_input_seq = table.Column<long>(type: "bigint", nullable: false),
                    last_input_seq = table.Column<long>(type: "bigint", nullable: false),
                    first_micros = table.Column<long>(type: "bigint", nullable: false),
                    last_micros = table.Column<long>(type: "bigint", nullable: false),
                    written_micros = table.Column<long>(type: "bigint", nullable: false),
                    size = table.Column<int>(type: "integer", nullable: false),
                    content = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_recording_chunks", x => new { x.gym_id, x.session_id, x.claim, x.first_input_seq });
                    table.ForeignKey(
                        name: "fk_recording_chunks_sessions",
                        columns: x => new { x.gym_id, x.session_id },
                        principalTable: "sessions",
                        principalColumns: new[] { "gym_id", "session_id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_recording_chunks_written_micros",
                table: "recording_chunks",
                column: "written_micros");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "recording_chunks");

            migrationBuilder.DropColumn(
                name: "is_recorded",
                table: "sessions");
        }
    }
}
