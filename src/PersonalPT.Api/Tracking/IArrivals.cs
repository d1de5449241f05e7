namespace PersonalPT.Api.Tracking;

/// <summary>What of a phone's messages has come and was not read yet.</summary>
internal interface IArrivals
{
    /// <summary>
    /// Bytes that wait to be read; above 0 also where reading would find the stream's end or an error. May not be asked for while a message is being read.
    /// </summary>
    long BytesWaiting { get; }
}
