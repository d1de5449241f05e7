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

    public DbSet<SetChangeRow> SetChanges => Set<SetChangeRow>();

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
            change.HasOne<SetRow>().WithMany()
                .HasForeignKey(row => new { row.GymId, row.SessionId, row.SetNumber }).OnDelete(DeleteBehavior.Cascade);
        });

        modelBuilder.Entity<RepRow>(rep =>
        {
            rep.ToTable("reps");
            rep.HasKey(row => new { row.GymId, row.SessionId, row.SetNumber, row.Ordinal });
        });

        SnakeCaseNames.Apply(modelBuilder.Model);
    }
}
