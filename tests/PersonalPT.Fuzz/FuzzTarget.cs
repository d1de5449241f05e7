using Google.Protobuf.Reflection;

namespace PersonalPT.Fuzz;

/// <summary>Takes any bytes. Returns, whatever they are; everything that it throws is a mistake in the code under test.</summary>
/// <param name="bytes">What came from outside.</param>
public delegate void Fuzz(ReadOnlySpan<byte> bytes);

/// <summary>Takes any bytes, and says whether they were accepted or refused in the documented way.</summary>
/// <param name="bytes">What came from outside.</param>
internal delegate bool Attempt(ReadOnlySpan<byte> bytes);

/// <summary>A door of the system at which hostile bytes may stand.</summary>
/// <param name="Name">Its name, as on the command line.</param>
/// <param name="Attempt">What is behind it.</param>
/// <param name="Corpus">Bytes that it accepts: what mutation begins with.</param>
/// <param name="Message">The message of the contract that the bytes are; null where they are none.</param>
internal sealed record FuzzTarget(string Name, Attempt Attempt, IReadOnlyList<byte[]> Corpus, MessageDescriptor? Message = null)
{
    /// <summary>The target as a fuzzing engine calls it.</summary>
    public Fuzz Fuzz => bytes => Attempt(bytes);
}

/// <summary>Something came out of a target that must not.</summary>
/// <param name="message">What.</param>
public sealed class LeakException(string message) : Exception(message);
