namespace PersonalPT.Client;

/// <summary>
/// Inputs that went because the buffer was full before the server had them: what was done in that time is not counted, and the session's log will say
/// <c>input_gap</c>. A set that was running ends there; a change of exercise, a pause and its end, and the end of the session are not lost with it, they
/// happen behind the gap.
/// </summary>
/// <param name="Number">1 for the first loss of the live session, 2 for the second: a new number is a new warning.</param>
/// <param name="Inputs">How many inputs went, as far as the phone knows; 0 where the server turned out to have all of them.</param>
/// <param name="Span">How long a stretch of the session they cover, by when they were pushed; zero where only the server's log told of the loss.</param>
/// <param name="IsOver">Nothing is lost any more: the server has answered, and knows of the gap.</param>
public sealed record InputLoss(int Number, long Inputs, TimeSpan Span, bool IsOver);
