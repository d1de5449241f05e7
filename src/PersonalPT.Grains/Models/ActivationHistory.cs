namespace PersonalPT.Grains.Models;

/// <summary>
/// Which versions were active before the present one, read from the list of activations. A roll-back is an activation, too: going back to the version
/// that lies right under the present one takes the present one off, so that the next roll-back goes further back instead of forth again.
/// </summary>
internal sealed class ActivationHistory
{
    private readonly List<int> _stack = [];

    /// <summary>Reads the list, oldest first.</summary>
    public ActivationHistory(IEnumerable<int> activations)
    {
        foreach (var version in activations)
        {
            if (_stack.Count > 0 && _stack[^1] == version)
                continue;
            if (_stack.Count > 1 && _stack[^2] == version)
                _stack.RemoveAt(_stack.Count - 1);
            else
                _stack.Add(version);
        }
    }

    /// <summary>The active version; 0 where none is.</summary>
    public int Active => _stack.Count > 0 ? _stack[^1] : 0;

    /// <summary>The version that a roll-back activates; 0 where there is none.</summary>
    public int Before => _stack.Count > 1 ? _stack[^2] : 0;
}
