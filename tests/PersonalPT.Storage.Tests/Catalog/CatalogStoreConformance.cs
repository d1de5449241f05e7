using PersonalPT.Contracts.Gyms;
using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Storage;
using static PersonalPT.Storage.Tests.SampleData;

namespace PersonalPT.Storage.Tests.Catalog;

public abstract class CatalogStoreConformance : StorageConformance
{
    private static readonly Exercise _squat = new("squat", "Squat");
    private static readonly Exercise _lunge = new("lunge", "Lunge");

    [Fact]
    public async Task A_gym_has_no_catalog_before_it_was_created()
    {
        Assert.Null(await Catalog.Find("gym", Cancel));

        // A gym's first session or model makes the gym, and not its catalog.
        await Journal.Create(Session(), Cancel);
        await Models.Add(new ModelKey("gym", "ann", "squat"), Model(), activate: true, Cancel);
        Assert.Null(await Catalog.Find("gym", Cancel));

        await Catalog.Create("gym", Monday, [], Cancel);
        Assert.Empty((await Catalog.Find("gym", Cancel))!);
    }

    [Fact]
    public async Task A_new_catalog_holds_its_exercises_and_their_active_models()
    {
        await Catalog.Create("gym", Monday, [(_squat, Model(content: 1)), (_lunge, Model(content: 2))], Cancel);

        Assert.Equal([_lunge, _squat], await Catalog.Find("gym", Cancel));
        Assert.Null(await Catalog.Find("other", Cancel));
        var key = new ModelKey("gym", "", "lunge");
        Assert.Equal([1], (await Models.List(key, Cancel)).Activations);
        Assert.Equal([2, 1, 2], await Models.Content(key, 1, Cancel));
    }

    [Fact]
    public async Task A_catalog_is_created_once_also_at_the_same_time()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Catalog.Create("gym", Monday, [(_squat, Model(content: (byte)i))], Cancel)));
        await Catalog.Put("gym", new Exercise("squat", "Deep squat"), Monday, Cancel);
        await Catalog.Create("gym", Monday, [(_squat, Model()), (_lunge, Model())], Cancel);

        Assert.Equal([new Exercise("squat", "Deep squat")], await Catalog.Find("gym", Cancel));
        Assert.Equal([1], (await Models.List(new ModelKey("gym", "", "squat"), Cancel)).Activations);
    }

    [Fact]
    public async Task An_exercise_is_added_or_renamed()
    {
        await Catalog.Create("gym", Monday, [(_squat, Model())], Cancel);

        await Catalog.Put("gym", _lunge, Monday, Cancel);
        await Catalog.Put("gym", _squat with { DisplayName = "Deep squat" }, Monday, Cancel);

        Assert.Equal([_lunge, new Exercise("squat", "Deep squat")], await Catalog.Find("gym", Cancel));
    }

    [Fact]
    public async Task Where_the_commit_fails_there_is_no_catalog()
    {
        Database.AtCommit(1, CommitFault.Fails);

        await Assert.ThrowsAsync<JournalException>(() => Catalog.Create("gym", Monday, [(_squat, Model())], Cancel));

        Assert.Null(await Catalog.Find("gym", Cancel));
        await Catalog.Create("gym", Monday, [(_squat, Model())], Cancel);
        Assert.Equal([_squat], await Catalog.Find("gym", Cancel));
    }
}
