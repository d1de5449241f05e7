namespace PersonalPT.Testing.Storage;

/// <summary>The storage that grains need, in memory, with the promises of the real one. Outlives silos, as a database does.</summary>
public sealed class InMemoryStorage
{
    /// <summary>Nothing is in it.</summary>
    public InMemoryStorage()
    {
        Journal = new InMemoryJournal();
        SetChanges = new InMemorySetChangeStore(Journal);
        Models = new InMemoryModelStore();
        Catalog = new InMemoryCatalogStore(Models);
        Groups = new InMemoryGroupStore();
        Recordings = new InMemoryRecordingStore(Journal);
    }

    /// <summary>The sessions' logs.</summary>
    public InMemoryJournal Journal { get; }

    /// <summary>What people say about sets.</summary>
    public InMemorySetChangeStore SetChanges { get; }

    /// <summary>Model versions.</summary>
    public InMemoryModelStore Models { get; }

    /// <summary>Group sessions.</summary>
    public InMemoryGroupStore Groups { get; }

    /// <summary>What came into sessions.</summary>
    public InMemoryRecordingStore Recordings { get; }

    /// <summary>Gyms and exercises.</summary>
    public InMemoryCatalogStore Catalog { get; }
}
