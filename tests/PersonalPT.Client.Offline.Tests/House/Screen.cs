using PersonalPT.Protocol.V1;

namespace PersonalPT.Client.Offline.Tests.House;

/// <summary>An app's screen: shows what it is told, and notices what would look wrong on it.</summary>
internal sealed class Screen
{
    private readonly List<ProvisionalRep> _provisional = [];
    private readonly List<RepCompleted> _final = [];
    private ulong _lastEvent;

    public IReadOnlyList<ProvisionalRep> Provisional => _provisional;

    public IReadOnlyList<RepCompleted> Final => _final;

    public Dictionary<CountUpdateKind, int> Seen { get; } = Enum.GetValues<CountUpdateKind>().ToDictionary(kind => kind, _ => 0);

    public void Show(CountUpdate update)
    {
        Seen[update.Kind]++;
        if (update.Event is { } entry)
        {
            Assert.Equal(_lastEvent + 1, entry.EventSeq);
            _lastEvent = entry.EventSeq;
        }

        switch (update.Kind)
        {
            case CountUpdateKind.Provisional:
                Assert.Null(update.Event);
                Assert.DoesNotContain(_provisional, rep => (rep.SetNumber, rep.Ordinal) == (update.Rep!.SetNumber, update.Rep.Ordinal));
                _provisional.Add(update.Rep!);
                break;
            case CountUpdateKind.Withdrawn:
                Assert.Null(update.Event);
                Assert.True(_provisional.Remove(update.Rep!));
                break;
            case CountUpdateKind.Confirmed:
                Assert.True(_provisional.Remove(update.Rep!));
                Assert.Equal(
                    (update.Rep!.SetNumber, update.Rep.Ordinal, update.Rep.Rep),
                    ((int)update.Event!.RepCompleted.SetNumber, (int)update.Event.RepCompleted.Ordinal, LoggedSets.Times(update.Event.RepCompleted.Rep)));
                _final.Add(update.Event.RepCompleted);
                break;
            case CountUpdateKind.Corrected:
                Assert.True(_provisional.Remove(update.Rep!));
                _final.Add(update.Event!.RepCompleted);
                break;
            default:
                Assert.Null(update.Rep);
                if (update.Event!.RepCompleted is { } rep)
                    _final.Add(rep);
                break;
        }
    }
}
