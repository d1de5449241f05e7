using Orleans.Concurrency;
using PersonalPT.Contracts.Models;
using PersonalPT.Counting.Training;

namespace PersonalPT.Grains.Models;

/// <summary>Shows what a lesson would teach. Keeps nothing, so there may be many.</summary>
[StatelessWorker]
internal sealed class TrainingGrain(TrainingRoom room) : Grain, ITrainingGrain
{
    /// <inheritdoc/>
    public async Task<PreviewResult> Preview(Lesson lesson)
    {
        try
        {
            var preview = await room.Learn(
                "training.preview", lesson, (l, ct) => OneShotTrainer.Preview(l.Frames.Unpack(), l.Labels, l.SwapPoses, ct), CancellationToken.None);
            return new PreviewResult(preview, null);
        }
        catch (DemonstrationRefusedException e)
        {
            return new PreviewResult(null, new Refusal(RefusalKind.Demonstration, e.Message));
        }
    }
}
