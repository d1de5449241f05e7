namespace PersonalPT.Client.Tests.Fakes;

/// <summary>What goes wrong when a batch arrives.</summary>
public enum BatchFault
{
    None,
    /// <summary>The connection breaks before the batch is taken.</summary>
    CutBeforeTaking,
    /// <summary>The batch is taken; the connection breaks before anything is said.</summary>
    CutAfterTaking,
    /// <summary>The batch is taken; the stream ends without a word.</summary>
    EndWithoutReason,
    /// <summary>The server goes away.</summary>
    CloseForResume,
    /// <summary>The server says that nothing came.</summary>
    CloseAsIdle,
    /// <summary>The counter is rebuilt from its durable point, then sees a batch that runs ahead.</summary>
    RestartBeforeTaking,
    /// <summary>The counter is rebuilt after the batch was taken; only acknowledgements show it.</summary>
    RestartAfterTaking,
    /// <summary>The batch is lost inside the server.</summary>
    ForgetBatch,
    /// <summary>The events of the batch are lost on their way.</summary>
    LoseEvents,
    /// <summary>The events of the batch come twice, and all earlier ones with them.</summary>
    RepeatEvents,
    /// <summary>The batch is taken and inputs are asked for again that were taken.</summary>
    AskAgain,
    /// <summary>The token has run out.</summary>
    RefuseToken,
    /// <summary>The server says and hears nothing any more.</summary>
    Hang,
}

/// <summary>What goes wrong when a stream is opened.</summary>
public enum OpenFault
{
    None,
    Unavailable,
    Overloaded,
    /// <summary>Accepted, but cut right after the first acknowledgement.</summary>
    CutAfterFirstAcknowledgement,
    /// <summary>The counter is rebuilt meanwhile.</summary>
    Restart,
    /// <summary>No answer at all.</summary>
    Hang,
}

/// <summary>One batch's fate.</summary>
/// <param name="Fault">What goes wrong.</param>
/// <param name="DurableLag">After it the durable point is this many inputs behind the counter, if that is an advance; negative: it stays.</param>
public sealed record BatchFate(BatchFault Fault, int DurableLag);
