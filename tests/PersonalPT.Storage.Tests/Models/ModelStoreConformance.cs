using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Storage;
using static PersonalPT.Storage.Tests.SampleData;

namespace PersonalPT.Storage.Tests.Models;

public abstract class ModelStoreConformance : StorageConformance
{
    private static readonly ModelKey _key = new("gym", "ann", "squat");

    [Fact]
    public async Task Without_versions_there_is_nothing()
    {
        var models = await Models.List(_key, Cancel);

        Assert.Empty(models.Versions);
        Assert.Empty(models.Activations);
        Assert.Null(await Models.Content(_key, 1, Cancel));
    }

    [Fact]
    public async Task A_version_is_read_as_it_was_added()
    {
        var model = Model();
        Assert.Equal(1, await Models.Add(_key, model, activate: false, Cancel));

        var stored = Assert.Single((await Models.List(_key, Cancel)).Versions);
        Assert.Equal((1, model.Origin, model.CreatedMicros, model.CreatedBy), (stored.Version, stored.Origin, stored.CreatedMicros, stored.CreatedBy));
        Assert.Equivalent(model.Report, stored.Report, strict: true);
        Assert.Equal(model.File, await Models.Content(_key, 1, Cancel));
        Assert.Empty((await Models.List(_key, Cancel)).Activations);
    }

    [Fact]
    public async Task Versions_are_numbered_for_each_owner_and_exercise_by_itself()
    {
        ModelKey[] keys = [_key, _key with { AthleteId = "" }, _key with { AthleteId = "bob" }, _key with { ExerciseId = "lunge" }, _key with { GymId = "other" }];
        foreach (var expected in new[] { 1, 2 })
        {
            foreach (var key in keys)
                Assert.Equal(expected, await Models.Add(key, Model(content: (byte)expected), activate: false, Cancel));
        }

        Assert.Equal([1, 2], (await Models.List(_key, Cancel)).Versions.Select(version => version.Version));
        Assert.Equal([2, 1, 2], await Models.Content(_key, 2, Cancel));
    }

    [Fact]
    public async Task The_same_request_gives_the_same_version_also_at_the_same_time()
    {
        var request = Guid.NewGuid().ToString();
        await Models.Add(_key, Model(), activate: true, Cancel);

        var versions = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Models.Add(_key, Model(request), activate: true, Cancel)));

        Assert.All(versions, version => Assert.Equal(2, version));
        await Models.Add(_key, Model(), activate: true, Cancel);
        Assert.Equal(2, await Models.Add(_key, Model(request), activate: true, Cancel));
        Assert.Equal([1, 2, 3], (await Models.List(_key, Cancel)).Activations);
    }

    [Fact]
    public async Task Requests_at_the_same_time_give_versions_without_a_hole()
    {
        var versions = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Models.Add(_key, Model(), activate: false, Cancel)));

        Assert.Equal(Enumerable.Range(1, 20), versions.Order());
    }

    [Fact]
    public async Task Activations_are_kept_in_their_order_a_roll_back_is_one_more()
    {
        for (var i = 0; i < 3; i++)
            await Models.Add(_key, Model(), activate: i != 1, Cancel);

        await Models.Activate(_key, 2, "coach", Monday, Cancel);
        await Models.Activate(_key, 3, "coach", Monday, Cancel);

        Assert.Equal([1, 3, 2, 3], (await Models.List(_key, Cancel)).Activations);
        await Restart();
        Assert.Equal([1, 3, 2, 3], (await Models.List(_key, Cancel)).Activations);
    }

    [Fact]
    public async Task A_version_that_is_not_there_cannot_be_activated()
    {
        await Models.Add(_key, Model(), activate: true, Cancel);

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Models.Activate(_key, 2, "coach", Monday, Cancel));
        Assert.Equal([1], (await Models.List(_key, Cancel)).Activations);
    }

    [Fact]
    public async Task Where_the_commit_fails_neither_version_nor_activation_is_there()
    {
        Database.AtCommit(1, CommitFault.Fails);

        await Assert.ThrowsAsync<JournalException>(() => Models.Add(_key, Model(), activate: true, Cancel));

        Assert.Empty((await Models.List(_key, Cancel)).Versions);
        Assert.Equal(1, await Models.Add(_key, Model(), activate: true, Cancel));
    }
}
