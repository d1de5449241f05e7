using Microsoft.EntityFrameworkCore;

namespace PersonalPT.Storage.Schema;

/// <summary>
/// The tables, the same on every database. The gym is the first part of every key, so no row can be reached from another gym and a gym's rows lie
/// together. Times are microseconds since the Unix epoch, UTC: no database's own idea of a date comes in between.
/// </summary>
internal sealed class StorageContext(DbContextOptions<StorageContext> options) : DbContext(options)
{
    public DbSet<GymRow> Gyms => Set<GymRow>();

    public DbSet<AthleteRow> Athletes => Set<AthleteRow>();

    public DbSet<ExerciseRow> Exercises => Set<ExerciseRow>();

    public DbSet<GrantRow> Grants => Set<GrantRow>();

    public DbSet<ModelVersionRow> ModelVersions => Set<ModelVersionRow>();

    public DbSet<ModelActivationRow> ModelActivations => Set<ModelActivationRow>();

    public DbSet<SessionRow> Sessions => Set<SessionRow>();

    public DbSet<SessionEventRow> SessionEvents => Set<SessionEventRow>();

    public DbSet<SetRow> Sets => Set<SetRow>();

    public DbSet<RepRow> Reps => Set<RepRow>();

    public DbSet<GroupRow> Groups => Set<GroupRow>();

    public DbSet<AuditRow> Audit => Set<AuditRow>();

    public DbSet<ErasureRow> Erasures => Set<ErasureRow>();

    public DbSet<ErasedSessionRow> ErasedSessions => Set<ErasedSessionRow>();

    public DbSet<SetChangeRow> SetChanges => Set<SetChangeRow>();

    public DbSet<AccountRow> Accounts => Set<AccountRow>();

    public DbSet<PasskeyRow> Passkeys => Set<PasskeyRow>();

    public DbSet<AccountCodeRow> AccountCodes => Set<AccountCodeRow>();

    public DbSet<DeviceRow> Devices => Set<DeviceRow>();

    public DbSet<RecordingChunkRow> RecordingChunks => Set<RecordingChunkRow>();

    public DbSet<PlanRow> Plans => Set<PlanRow>();

    public DbSet<PlanRevisionRow> PlanRevisions => Set<PlanRevisionRow>();

    public DbSet<WebhookRow> Webhooks => Set<WebhookRow>();

    public DbSet<WebhookDeliveryRow> WebhookDeliveries => Set<WebhookDeliveryRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<GymRow>(gym =>
        {
            gym.ToTable("gyms");
            gym.HasKey(row => row.GymId);
        });

        modelBuilder.Entity<AthleteRow>(athlete =>
        {
            athlete.ToTable("athletes");
            athlete.HasKey(row => new { row.GymId, row.AthleteId });
            athlete.HasOne<GymRow>().WithMany().HasForeignKey(row => row.GymId).OnDelete(DeleteBehavior.Restrict);
        });

        modelBuilder.Entity<ExerciseRow>(exercise =>
        {
            exercise.ToTable("exercises");
            exercise.HasKey(row => new { row.GymId, row.ExerciseId });
            exercise.HasOne<GymRow>().WithMany().HasForeignKey(row => row.GymId).OnDelete(DeleteBehavior.Restrict);
        });

        modelBuilder.Entity<ModelVersionRow>(version =>
        {
            version.ToTable("model_versions");
            version.HasKey(row => new { row.GymId, row.AthleteId, row.ExerciseId, row.Version });
            version.HasIndex(row => new { row.GymId, row.AthleteId, row.ExerciseId, row.RequestId }).IsUnique();
            version.HasOne<GymRow>().WithMany().HasForeignKey(row => row.GymId).OnDelete(DeleteBehavior.Restrict);
        });

        modelBuilder.Entity<ModelActivationRow>(activation =>
        {
            activation.ToTable("model_activations");
            activation.HasKey(row => new { row.GymId, row.AthleteId, row.ExerciseId, row.ActivationNumber });
            activation.HasOne<ModelVersionRow>().WithMany()
                .HasForeignKey(row => new { row.GymId, row.AthleteId, row.ExerciseId, row.Version })
                .OnDelete(DeleteBehavior.Restrict);
        });

        modelBuilder.Entity<GrantRow>(grant =>
        {
            grant.ToTable("grants");
            grant.HasKey(row => new { row.GymId, row.AthleteId, row.CoachId });
            // A coach's leases are renewed from here, several times a second.
            grant.HasIndex(row => new { row.GymId, row.CoachId, row.AthleteId });
            grant.HasOne<AthleteRow>().WithMany().HasForeignKey(row => new { row.GymId, row.AthleteId }).OnDelete(DeleteBehavior.Restrict);
        });

        modelBuilder.Entity<SessionRow>(session =>
        {
            session.ToTable("sessions");
            session.HasKey(row => new { row.GymId, row.SessionId });
            session.HasIndex(row => new { row.GymId, row.AthleteId, row.StartedMicros, row.SessionId });
            // Only what has not ended, and without the time of the last write: the sweep stays cheap, and an append touches no index of this table.
            session.HasIndex(row => row.EndedMicros).HasFilter("ended_micros IS NULL");
            session.HasOne<AthleteRow>().WithMany().HasForeignKey(row => new { row.GymId, row.AthleteId }).OnDelete(DeleteBehavior.Restrict);
            session.HasMany(row => row.Sets).WithOne().HasForeignKey(row => new { row.GymId, row.SessionId }).OnDelete(DeleteBehavior.Cascade);
        });

        modelBuilder.Entity<SessionEventRow>(entry =>
        {
            entry.ToTable("session_events");
            entry.HasKey(row => new { row.GymId, row.SessionId, row.EventSeq });
            entry.HasIndex(row => new { row.GymId, row.SessionId, row.IdempotencyKey }).IsUnique();
            // Cues name their sender, who may be erased. Only they are in it, so reps touch no index more.
            entry.HasIndex(row => new { row.GymId, row.Kind }).HasFilter("kind = 'cue_sent'");
            entry.HasOne<SessionRow>().WithMany().HasForeignKey(row => new { row.GymId, row.SessionId }).OnDelete(DeleteBehavior.Cascade);
        });

        modelBuilder.Entity<SetRow>(set =>
        {
            set.ToTable("sets");
            set.HasKey(row => new { row.GymId, row.SessionId, row.SetNumber });
            set.HasMany(row => row.Reps).WithOne()
                .HasForeignKey(row => new { row.GymId, row.SessionId, row.SetNumber }).OnDelete(DeleteBehavior.Cascade);
        });

        modelBuilder.Entity<SetChangeRow>(change =>
        {
            change.ToTable("set_changes");
            change.HasKey(row => new { row.GymId, row.SessionId, row.ChangeNumber });
            change.HasIndex(row => new { row.GymId, row.SessionId, row.ChangeId }).IsUnique();
            // Their author may be erased.
            change.HasIndex(row => new { row.GymId, row.AuthorId });
            change.HasOne<SetRow>().WithMany()
                .HasForeignKey(row => new { row.GymId, row.SessionId, row.SetNumber }).OnDelete(DeleteBehavior.Cascade);
        });

        modelBuilder.Entity<RepRow>(rep =>
        {
            rep.ToTable("reps");
            rep.HasKey(row => new { row.GymId, row.SessionId, row.SetNumber, row.Ordinal });
        });

        modelBuilder.Entity<GroupRow>(group =>
        {
            group.ToTable("group_sessions");
            group.HasKey(row => new { row.GymId, row.GroupId });
            group.HasIndex(row => new { row.GymId, row.Code }).IsUnique();
            group.HasIndex(row => new { row.GymId, row.PlannedMicros, row.GroupId });
            group.HasOne<GymRow>().WithMany().HasForeignKey(row => row.GymId).OnDelete(DeleteBehavior.Restrict);
            group.HasMany(row => row.Rounds).WithOne().HasForeignKey(row => new { row.GymId, row.GroupId }).OnDelete(DeleteBehavior.Cascade);
            group.HasMany(row => row.Spans).WithOne().HasForeignKey(row => new { row.GymId, row.GroupId }).OnDelete(DeleteBehavior.Cascade);
            group.HasMany(row => row.Participants).WithOne().HasForeignKey(row => new { row.GymId, row.GroupId }).OnDelete(DeleteBehavior.Cascade);
            group.HasMany(row => row.Attachments).WithOne().HasForeignKey(row => new { row.GymId, row.GroupId }).OnDelete(DeleteBehavior.Cascade);
        });

        modelBuilder.Entity<GroupRoundRow>(round =>
        {
            round.ToTable("group_rounds");
            round.HasKey(row => new { row.GymId, row.GroupId, row.RoundNumber });
        });

        modelBuilder.Entity<GroupSpanRow>(span =>
        {
            span.ToTable("group_spans");
            span.HasKey(row => new { row.GymId, row.GroupId, row.SpanNumber });
        });

        modelBuilder.Entity<GroupParticipantRow>(participant =>
        {
            participant.ToTable("group_participants");
            participant.HasKey(row => new { row.GymId, row.GroupId, row.ParticipantNumber });
            participant.HasIndex(row => new { row.GymId, row.GroupId, row.AthleteId }).IsUnique();
            participant.HasIndex(row => new { row.GymId, row.AthleteId });
            participant.HasMany(row => row.Results).WithOne()
                .HasForeignKey(row => new { row.GymId, row.GroupId, row.ParticipantNumber }).OnDelete(DeleteBehavior.Cascade);
        });

        modelBuilder.Entity<GroupAttachmentRow>(attachment =>
        {
            attachment.ToTable("group_attachments");
            attachment.HasKey(row => new { row.GymId, row.GroupId, row.AttachmentNumber });
        });

        modelBuilder.Entity<GroupResultRow>(result =>
        {
            result.ToTable("group_results");
            result.HasKey(row => new { row.GymId, row.GroupId, row.ParticipantNumber, row.RoundNumber });
        });

        modelBuilder.Entity<AuditRow>(entry =>
        {
            entry.ToTable("audit_entries");
            entry.HasKey(row => new { row.GymId, row.AtMicros, row.EntryId });
            entry.HasIndex(row => row.AtMicros);
            entry.HasIndex(row => new { row.GymId, row.ActorId });
            entry.HasIndex(row => new { row.GymId, row.AthleteId });
            entry.HasIndex(row => new { row.GymId, row.OtherId });
        });

        modelBuilder.Entity<ErasureRow>(erasure =>
        {
            erasure.ToTable("erasures");
            erasure.HasKey(row => new { row.GymId, row.AthleteId });
        });

        modelBuilder.Entity<ErasedSessionRow>(session =>
        {
            session.ToTable("erased_sessions");
            session.HasKey(row => new { row.GymId, row.SessionId });
            session.HasIndex(row => new { row.GymId, row.Mark, row.SessionId });
        });

        modelBuilder.Entity<AccountRow>(account =>
        {
            account.ToTable("accounts");
            account.HasKey(row => new { row.GymId, row.UserId });
            account.HasOne<GymRow>().WithMany().HasForeignKey(row => row.GymId).OnDelete(DeleteBehavior.Restrict);
        });

        modelBuilder.Entity<PasskeyRow>(passkey =>
        {
            passkey.ToTable("passkeys");
            passkey.HasKey(row => new { row.GymId, row.CredentialId });
            passkey.HasIndex(row => new { row.GymId, row.UserId });
            passkey.HasOne<AccountRow>().WithMany().HasForeignKey(row => new { row.GymId, row.UserId }).OnDelete(DeleteBehavior.Cascade);
        });

        modelBuilder.Entity<AccountCodeRow>(code =>
        {
            code.ToTable("account_codes");
            code.HasKey(row => row.CodeHash);
            code.HasIndex(row => new { row.GymId, row.UserId });
        });

        modelBuilder.Entity<DeviceRow>(device =>
        {
            device.ToTable("devices");
            device.HasKey(row => new { row.GymId, row.DeviceId });
            device.HasIndex(row => new { row.GymId, row.UserId });
            device.HasOne<AccountRow>().WithMany().HasForeignKey(row => new { row.GymId, row.UserId }).OnDelete(DeleteBehavior.Cascade);
        });

        modelBuilder.Entity<RecordingChunkRow>(chunk =>
        {
            chunk.ToTable("recording_chunks");
            chunk.HasKey(row => new { row.GymId, row.SessionId, row.Claim, row.FirstInputSeq });
            // What is too old is found by it.
            chunk.HasIndex(row => row.WrittenMicros);
            chunk.HasOne<SessionRow>().WithMany().HasForeignKey(row => new { row.GymId, row.SessionId }).OnDelete(DeleteBehavior.Cascade);
        });

        modelBuilder.Entity<PlanRow>(plan =>
        {
            plan.ToTable("plans");
            plan.HasKey(row => new { row.GymId, row.AthleteId, row.PlanId });
            plan.HasOne<AthleteRow>().WithMany().HasForeignKey(row => new { row.GymId, row.AthleteId }).OnDelete(DeleteBehavior.Restrict);
            plan.HasMany(row => row.Revisions).WithOne()
                .HasForeignKey(row => new { row.GymId, row.AthleteId, row.PlanId }).OnDelete(DeleteBehavior.Cascade);
        });

        modelBuilder.Entity<PlanRevisionRow>(revision =>
        {
            revision.ToTable("plan_revisions");
            revision.HasKey(row => new { row.GymId, row.AthleteId, row.PlanId, row.Revision });
            // Their author may be erased.
            revision.HasIndex(row => new { row.GymId, row.AuthorId });
        });

        modelBuilder.Entity<WebhookRow>(webhook =>
        {
            webhook.ToTable("webhooks");
            webhook.HasKey(row => new { row.GymId, row.WebhookId });
            webhook.HasOne<GymRow>().WithMany().HasForeignKey(row => row.GymId).OnDelete(DeleteBehavior.Restrict);
        });

        modelBuilder.Entity<WebhookDeliveryRow>(delivery =>
        {
            delivery.ToTable("webhook_deliveries");
            delivery.HasKey(row => new { row.GymId, row.WebhookId, row.SubjectId, row.EventSeq });
            delivery.HasIndex(row => new { row.GymId, row.WebhookId, row.NextMicros }).HasFilter("parked_micros IS NULL");
            // A session that is erased takes what waits about it along.
            delivery.HasIndex(row => new { row.GymId, row.SubjectId });
        });

        SnakeCaseNames.Apply(modelBuilder.Model);
    }
}
