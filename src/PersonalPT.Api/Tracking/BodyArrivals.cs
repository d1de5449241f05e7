using System.IO.Pipelines;

namespace PersonalPT.Api.Tracking;

/// <summary>Looks at what has come of a call's body and leaves it where it is. gRPC reads the same body, message by message.</summary>
internal sealed class BodyArrivals(PipeReader body) : IArrivals
{
    /// <inheritdoc/>
    public long BytesWaiting
    {
        get
        {
            try
            {
                if (!body.TryRead(out var come))
                    return 0;

                var bytes = come.IsCompleted || come.IsCanceled ? Math.Max(1, come.Buffer.Length) : come.Buffer.Length;
                body.AdvanceTo(come.Buffer.Start);
                return bytes;
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException)
            {
                // The body is broken off: whoever reads on is told.
                return 1;
            }
        }
    }
}
