using System.Reflection;
using PersonalPT.Contracts.Athletes;
using PersonalPT.Contracts.Groups;
using PersonalPT.Contracts.Gyms;
using PersonalPT.Contracts.Models;
using PersonalPT.Contracts.Sessions;

namespace PersonalPT.Fuzz.Boundary;

/// <summary>Hands out the grains behind the boundary.</summary>
public class Grains : DispatchProxy
{
    /// <summary>Makes a factory of them.</summary>
    public static IGrainFactory Create() => Create<IGrainFactory, Grains>();

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod is not { Name: "GetGrain", IsGenericMethod: true })
            throw new NotSupportedException($"No service uses {targetMethod?.Name}.");

        var grain = targetMethod.GetGenericArguments()[0];
        return grain == typeof(ISessionGrain) ? BoundarySession.One
            : grain == typeof(IGymGrain) || grain == typeof(ICatalogGrain) ? BoundaryGym.One
            : grain == typeof(IModelGrain) || grain == typeof(ITrainingGrain) ? BoundaryModels.One
            : grain == typeof(IGroupSessionGrain) ? BoundaryGroup.One
            : grain == typeof(IAthleteGrain) ? BoundaryAccounts.One
            : throw new NotSupportedException($"No service uses {grain.Name}.");
    }
}
