using System.Diagnostics;
using PersonalPT.Protocol.V1;

namespace PersonalPT.Client;

/// <summary>
/// What the controls did that a full buffer let go of before the server had them. It still has to happen, behind the gap: of all changes of exercise the
/// last one, of all pauses and their ends the last one, and the end of the session, before which the others mean nothing. The end of a set needs no
/// keeping: a gap ends it too. Not thread-safe.
/// </summary>
internal sealed class LostControls
{
    private Control? _exercise;
    private Control? _pause;
    private Control? _end;

    /// <summary>How many there are.</summary>
    public int Count => _end is not null ? 1 : (_exercise is null ? 0 : 1) + (_pause is null ? 0 : 1);

    /// <summary>Keeps what a control did.</summary>
    /// <param name="kind">What it is; frames and ends of sets are nothing to keep.</param>
    /// <param name="inputSeq">The number that it had; higher than those before.</param>
    /// <param name="bytes">Itself.</param>
    public void Add(Input.InputOneofCase kind, ulong inputSeq, byte[] bytes)
    {
        var control = new Control(kind, inputSeq, bytes);
        switch (kind)
        {
            case Input.InputOneofCase.SelectExercise:
                _exercise = control;
                break;
            case Input.InputOneofCase.Pause or Input.InputOneofCase.Unpause:
                _pause = control;
                break;
            case Input.InputOneofCase.EndSession:
                _end = control;
                break;
            default:
                throw new UnreachableException($"An input of kind {kind} is nothing to keep.");
        }
    }

    /// <summary>Whether what an input does has to be kept.</summary>
    public static bool Keeps(Input.InputOneofCase kind) => kind is Input.InputOneofCase.SelectExercise
        or Input.InputOneofCase.Pause or Input.InputOneofCase.Unpause or Input.InputOneofCase.EndSession;

    /// <summary>The server has taken everything below a number after all.</summary>
    public void Taken(ulong nextInputSeq)
    {
        if (_exercise?.InputSeq < nextInputSeq)
            _exercise = null;
        if (_pause?.InputSeq < nextInputSeq)
            _pause = null;
        if (_end?.InputSeq < nextInputSeq)
            _end = null;
    }

    /// <summary>Nothing of what was made here had been sent, and all of it has got higher numbers.</summary>
    /// <param name="by">How much higher.</param>
    public void Renumber(ulong by)
    {
        _exercise = Renumbered(_exercise);
        _pause = Renumbered(_pause);
        _end = Renumbered(_end);

        Control? Renumbered(Control? control) => control is null ? null : control with { InputSeq = control.InputSeq + by };
    }

    /// <summary>Puts them before everything that a buffer holds, and forgets them.</summary>
    public void PrependTo(InputBuffer buffer, long timestamp)
    {
        Control?[] latestFirst = _end is not null ? [_end] : _exercise?.InputSeq > _pause?.InputSeq ? [_exercise, _pause] : [_pause, _exercise];
        foreach (var control in latestFirst)
        {
            if (control is not null)
                buffer.Prepend(control.Bytes, control.Kind, timestamp);
        }

        _exercise = _pause = _end = null;
    }

    private sealed record Control(Input.InputOneofCase Kind, ulong InputSeq, byte[] Bytes);
}
