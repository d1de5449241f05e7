namespace PersonalPT.Client.Tests.Conformance;

/// <summary>Transcripts say what happens at which moment of a clock of their own; they are played alone, so that no other test holds up the threads between two moments.</summary>
[CollectionDefinition(nameof(TranscriptCollection), DisableParallelization = true)]
public sealed class TranscriptCollection;
