using System.Text;
using PersonalPT.Client.Offline.Tests.House;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Client.Offline.Tests;

public sealed class OfflineModelsTests(Gym gym) : IClassFixture<Gym>, IDisposable
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => gym.GoOnline();

    [Fact(Timeout = 120_000)]
    public async Task What_was_prepared_is_the_server_s_model_of_that_version_and_is_there_without_a_connection()
    {
        var models = new OfflineModels(gym.Phone);
        Assert.Null(models.IsTaught("", "squat", out _));
        await models.PrepareAsync(["squat", "juggling"], cancellationToken: Cancelled);
        gym.GoOffline();

        Assert.True(models.IsTaught("", "squat", out var squat));
        Assert.False(models.IsTaught("", "juggling", out _));
        Assert.True(models.IsTaught("", "push_up", out var pushUp));
        var exported = await gym.Staff.Models.ExportModelAsync(new ExportModelRequest { ExerciseId = "squat", Version = 1 }, cancellationToken: Cancelled);
        Assert.Equal(exported.Model.ToByteArray(), models.Find(squat!)!.ToBytes());
        Assert.Null(models.Find(pushUp!));

        // A version never changes: what is here is not asked for again.
        await models.FetchAsync(squat!, Cancelled);
    }

    [Fact(Timeout = 120_000)]
    public async Task What_the_app_stored_is_there_again_without_a_connection()
    {
        var before = new OfflineModels(gym.Phone);
        await before.PrepareAsync(["squat"], cancellationToken: Cancelled);
        var stored = before.Save();
        gym.GoOffline();

        var models = new OfflineModels(gym.Phone);
        Assert.True(models.TryRestore(stored));
        Assert.True(models.IsTaught("", "squat", out var squat));
        Assert.True(models.IsTaught("", "push_up", out var pushUp));
        Assert.False(models.IsTaught("", "juggling", out _));
        Assert.Null(models.IsTaught("berta", "squat", out _));
        Assert.Equal(before.Find(squat!)!.ToBytes(), models.Find(squat!)!.ToBytes());
        Assert.Null(models.Find(pushUp!));
        Assert.Equal(stored, models.Save());
    }

    [Fact(Timeout = 120_000)]
    public async Task What_was_stored_takes_the_place_of_nothing_that_was_fetched_since()
    {
        var models = new OfflineModels(gym.Phone);
        await models.PrepareAsync(["squat"], cancellationToken: Cancelled);
        var now = models.Save();
        Assert.True(models.IsTaught("", "squat", out var squat));
        var model = models.Find(squat!);
        var old = Encoding.UTF8.GetBytes("""{"Format":1,"Athletes":[{"AthleteId":"","Exercises":[{"ExerciseId":"juggling","Model":null}]}],"Models":[]}""");

        Assert.True(models.TryRestore(old));
        Assert.True(models.TryRestore(now));
        Assert.Same(model, models.Find(squat!));
        Assert.Equal(now, models.Save());
    }

    [Fact(Timeout = 120_000)]
    public async Task Of_what_is_damaged_or_newer_nothing_is_taken()
    {
        var before = new OfflineModels(gym.Phone);
        await before.PrepareAsync(["squat"], cancellationToken: Cancelled);
        var stored = Encoding.UTF8.GetString(before.Save());
        var file = Convert.ToBase64String(new byte[40]);
        var models = new OfflineModels(gym.Phone);
        var empty = models.Save();
        foreach (var broken in new[]
        {
            "", "null", "{}", "[]", stored[..^1], stored.Replace("\"Format\":1", "\"Format\":2", StringComparison.Ordinal),
            """{"Format":1,"Athletes":null,"Models":[]}""", """{"Format":1,"Athletes":[null],"Models":[]}""", """{"Format":1,"Athletes":[],"Models":[null]}""",
            """{"Format":1,"Athletes":[{"AthleteId":"","Exercises":[null]}],"Models":[]}""",
            """{"Format":1,"Athletes":[{"AthleteId":"","Exercises":[]}],"Models":[{"Reference":{"AthleteId":"","ExerciseId":"squat","Version":1},"File":"FILE"}]}"""
                .Replace("FILE", file, StringComparison.Ordinal),
        })
        {
            Assert.False(models.TryRestore(Encoding.UTF8.GetBytes(broken)), broken);
            Assert.Equal(empty, models.Save());
        }

        Assert.True(models.TryRestore(empty));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_refusal_is_told_in_the_client_s_words()
    {
        var models = new OfflineModels(gym.Phone);
        var error = await Assert.ThrowsAsync<PersonalPTException>(
            () => models.FetchAsync(new ModelReference { ExerciseId = "squat", Version = 99 }, Cancelled));
        Assert.Equal("MODEL_VERSION_NOT_FOUND", error.Reason);
        await Assert.ThrowsAsync<PersonalPTException>(() => models.PrepareAsync(["squat"], "somebody_else", Cancelled));
    }
}
