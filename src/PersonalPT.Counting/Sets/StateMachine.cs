namespace PersonalPT.Counting.Sets;

/// <summary>
/// State R or State A by the posterior of the two Gaussians, which for equal priors and one pooled covariance is the logistic function of
/// D²(u - 1/2), where u is the signal (0 at the mean of R, 1 at the mean of A) and D² their squared Mahalanobis distance. Two thresholds keep it from
/// flickering between them.
/// </summary>
internal sealed class StateMachine(double squaredDistance)
{
    private const double EntersActive = .78, LeavesActive = .4;

    // The thresholds on the signal itself, so that no exponential is needed per row.
    private readonly double _enters = Threshold(EntersActive, squaredDistance);
    private readonly double _leaves = Threshold(LeavesActive, squaredDistance);

    public MovementState State { get; private set; } = MovementState.Rest;

    /// <summary>Where the movement is, 0 to 1.</summary>
    public float Progress { get; private set; }

    public void Clear()
    {
        State = MovementState.Rest;
        Progress = 0;
    }

    public void Push(float signal)
    {
        Progress = Math.Clamp(signal, 0, 1);
        if (State == MovementState.Rest ? signal > _enters : signal < _leaves)
            State = State == MovementState.Rest ? MovementState.Active : MovementState.Rest;
    }

    private static double Threshold(double posterior, double squaredDistance) => .5 + Math.Log(posterior / (1 - posterior)) / squaredDistance;
}
