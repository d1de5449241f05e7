namespace PersonalPT.Storage.Writing;

/// <summary>How much the writer takes.</summary>
/// <param name="QueueCapacity">Requests that wait before callers have to wait for room.</param>
/// <param name="LargestGroup">Requests in one transaction at most: a bound on the time that a request waits behind others.</param>
/// <param name="Patience">How long a database that went away is waited for before what waits is told.</param>
internal sealed record WriterLimits(int QueueCapacity, int LargestGroup, TimeSpan Patience);
