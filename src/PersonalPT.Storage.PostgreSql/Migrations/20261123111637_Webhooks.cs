using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace PersonalPT.Storage.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class Webhooks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "webhook_deliveries",
                columns: table => new
                {
                    gym_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    webhook_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    subject_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    event_seq = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<int>(type: "integer", nullable: false),
                    enqueued_micros = table.Column<long>(type: "bigint", nullable: false),
                    next_micros = table.Column<long>(type: "bigint", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    parked_micros = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_webhook_deliveries", x => new { x.gym_id, x.webhook_id, x.subject_id, x.event_seq });
                });

            migrationBuilder.CreateTable(
                name: "webhooks",
                columns: table => new
                {
                    gym_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    webhook_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    url = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    events = table.Column<int>(type: "integer", nullable: false),
                    secret = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    previous_secret = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    previous_until_micros = table.Column<long>(type: "bigint", nullable: true),
                    created_micros = table.Column<long>(type: "bigint", nullable: false),
                    last_success_micros = table.Column<long>(type: "bigint", nullable: true),
                    last_failure_micros = table.Column<long>(type: "bigint", nullable: true),
                    last_failure = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    failures = table.Column<int>(type: "integer", nullable: false),
                    next_micros = table.Column<long>(type: "bigint", nullable: false),
                    holder = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    held_until_micros = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_webhooks", x => new { x.gym_id, x.webhook_id });
                    table.ForeignKey(
                        name: "fk_webhooks_gyms",
                        column: x => x.gym_id,
                        principalTable: "gyms",
                        principalColumn: "gym_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_webhook_deliveries_subject_id",
                table: "webhook_deliveries",
                columns: new[] { "gym_id", "subject_id" });

            migrationBuilder.CreateIndex(
                name: "ix_webhook_deliveries_webhook_id_next_micros",
                table: "webhook_deliveries",
                columns: new[] { "gym_id", "webhook_id", "next_micros" },
                filter: "parked_micros IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "webhook_deliveries");

            migrationBuilder.DropTable(
                name: "webhooks");
        }
    }
}
