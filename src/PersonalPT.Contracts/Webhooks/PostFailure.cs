using System.Globalization;

namespace PersonalPT.Contracts.Webhooks;

/// <summary>Why an endpoint did not take a post. It is stored and sent as an English sentence, and read back where it is to be said in another language.</summary>
/// <param name="Fault">What went wrong.</param>
/// <param name="Number">The status for <see cref="PostFault.Answered"/>, seconds for <see cref="PostFault.TooSlow"/>; 0 for all others.</param>
public sealed record PostFailure(PostFault Fault, double Number = 0)
{
    private const string Place = "{0}";

    private static readonly (PostFault Fault, string Sentence)[] s_sentences =
    [
        (PostFault.NotPostedTo, "The server does not post to this address."),
        (PostFault.SecretLost, "The server cannot read the secret any more: its keys were lost. Make a new one."),
        (PostFault.NotMade, "The server could not put the message together."),
        (PostFault.Answered, $"The endpoint answered {Place}."),
        (PostFault.TooSlow, $"The endpoint did not answer within {Place} seconds."),
        (PostFault.NameUnknown, "The endpoint's name is not known."),
        (PostFault.NotTrusted, "The endpoint's certificate is not trusted, or it does not speak TLS."),
        (PostFault.NotReached, "The endpoint could not be reached."),
        (PostFault.BrokeOff, "The endpoint broke off."),
    ];

    /// <summary>What a sentence says; null where it is none of those that are known.</summary>
    public static PostFailure? Find(string sentence)
    {
        ArgumentNullException.ThrowIfNull(sentence);
        foreach (var (fault, known) in s_sentences)
        {
            if (known == sentence)
                return new PostFailure(fault);
            if (known.Split(Place) is [var before, var after] && sentence.Length > before.Length + after.Length
                && sentence.StartsWith(before, StringComparison.Ordinal) && sentence.EndsWith(after, StringComparison.Ordinal)
                && double.TryParse(sentence[before.Length..^after.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
                return new PostFailure(fault, number);
        }

        return null;
    }

    /// <summary>The sentence.</summary>
    public override string ToString() =>
        Array.Find(s_sentences, row => row.Fault == Fault).Sentence.Replace(Place, Number.ToString("0.##", CultureInfo.InvariantCulture), StringComparison.Ordinal);
}

/// <summary>What went wrong with a post.</summary>
public enum PostFault
{
    /// <summary>The server does not post to such addresses.</summary>
    NotPostedTo = 1,
    /// <summary>The keys are gone that protected the secret.</summary>
    SecretLost = 2,
    /// <summary>There was no message to post.</summary>
    NotMade = 3,
    /// <summary>The endpoint answered, but not that it had taken it.</summary>
    Answered = 4,
    /// <summary>It did not answer in time.</summary>
    TooSlow = 5,
    /// <summary>Nobody knows its name.</summary>
    NameUnknown = 6,
    /// <summary>It is not who it says, or does not speak TLS.</summary>
    NotTrusted = 7,
    /// <summary>It could not be reached.</summary>
    NotReached = 8,
    /// <summary>It broke off.</summary>
    BrokeOff = 9,
}
