namespace Tollgate.Storage.Audit;

/// <summary>Collects findings; past a bound only their number, since a broken store may have millions.</summary>
internal sealed class Findings
{
    private const int Most = 1000;
    private readonly List<string> _list = [];
    private long _more;

    public void Add(string finding)
    {
        if (_list.Count < Most)
        {
            _list.Add(finding);
        }
        else
        {
            _more++;
        }
    }

    public IReadOnlyList<string> ToList() => _more == 0 ? _list : [.. _list, $"and {_more} more"];
}
