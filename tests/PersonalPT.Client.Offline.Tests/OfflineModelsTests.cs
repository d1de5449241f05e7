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
    public async Task A_refusal_is_told_in_the_client_s_words()
    {
        var models = new OfflineModels(gym.Phone);
        var error = await Assert.ThrowsAsync<PersonalPTException>(
            () => models.FetchAsync(new ModelReference { ExerciseId = "squat", Version = 99 }, Cancelled));
        Assert.Equal("MODEL_VERSION_NOT_FOUND", error.Reason);
        await Assert.ThrowsAsync<PersonalPTException>(() => models.PrepareAsync(["squat"], "somebody_else", Cancelled));
    }
}
