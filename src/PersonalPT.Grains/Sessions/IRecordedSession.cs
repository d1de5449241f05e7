namespace PersonalPT.Grains.Sessions;

/// <summary>What deleting a recording asks of its session.</summary>
[Alias("PersonalPT.IRecordedSession")]
internal interface IRecordedSession : IGrainWithStringKey
{
    /// <summary>The recording is gone: what was not handed over yet is dropped, and nothing more is written down.</summary>
    [Alias("StopRecording")]
    Task StopRecording();
}
