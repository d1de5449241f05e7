using System.Collections.Concurrent;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Chaos.Runs;

/// <summary>What was said in a session, and how its log agrees with that: what somebody was told has been written is there, once. Safe for concurrent use.</summary>
internal sealed class Coaching
{
    private readonly ConcurrentDictionary<string, string> _said = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _heard = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _acknowledged = new(StringComparer.Ordinal);

    /// <summary>Cues that the coach was told of that they stand in the log.</summary>
    public int Cues => _heard.Count;

    /// <summary>A cue is sent.</summary>
    public void Says(string cueId, string text) => _said[cueId] = text;

    /// <summary>The server has said that the cue is written.</summary>
    public void Heard(string cueId) => _heard[cueId] = true;

    /// <summary>The server has said that the acknowledgement is written.</summary>
    public void Acknowledged(string cueId) => _acknowledged[cueId] = true;

    /// <summary>What is missing, and what is there once too often or was never said.</summary>
    public (int Lost, int Doubled) Judge(IReadOnlyList<SessionEvent> log)
    {
        var cues = log.Where(e => e.CueSent is not null).Select(e => (Id: e.CueSent.CueId, e.CueSent.Text)).ToList();
        var acknowledged = log.Where(e => e.CueAcknowledged is not null).Select(e => e.CueAcknowledged.CueId).ToList();
        var lost = _heard.Keys.Count(id => cues.All(cue => cue.Id != id)) + _acknowledged.Keys.Count(id => !acknowledged.Contains(id));
        var strange = cues.Count(cue => _said.GetValueOrDefault(cue.Id) != cue.Text) + acknowledged.Count(id => !_said.ContainsKey(id));
        var twice = cues.Count - cues.DistinctBy(cue => cue.Id).Count() + acknowledged.Count - acknowledged.Distinct().Count();
        return (lost, strange + twice);
    }
}
