using System.Collections.Concurrent;
using PersonalPT.Client;
using PersonalPT.Counting.Models;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Testing.Sessions;

/// <summary>The models that a server counts with, fetched once each. Safe for concurrent use.</summary>
public sealed class ModelBook
{
    private readonly ConcurrentDictionary<ModelReference, ExerciseModel> _models = new();

    /// <summary>A model that was fetched.</summary>
    /// <exception cref="KeyNotFoundException">It was not.</exception>
    public ExerciseModel this[ModelReference reference] => _models[reference];

    /// <summary>Fetches every model that a log names.</summary>
    /// <param name="staff">May export them.</param>
    /// <param name="log">A session's events.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task FetchAsync(PersonalPTClient staff, IEnumerable<SessionEvent> log, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(staff);
        ArgumentNullException.ThrowIfNull(log);
        foreach (var reference in log.Select(entry => entry.ExerciseSelected?.Model).OfType<ModelReference>().Distinct())
        {
            if (_models.ContainsKey(reference))
                continue;
            var request = new ExportModelRequest { AthleteId = reference.AthleteId, ExerciseId = reference.ExerciseId, Version = reference.Version };
            var exported = await staff.Models.ExportModelAsync(request, cancellationToken: cancellationToken);
            _models[reference] = ExerciseModel.Parse(exported.Model.Span);
        }
    }
}
