namespace Tollgate.HouseTests.Reading;

/// <summary>Finds circles in a graph.</summary>
internal static class Circles
{
    /// <summary>Each group of nodes that all reach each other, as one sorted list; empty when the graph has no circle.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Find(IEnumerable<(string From, string To)> arrows)
    {
        var graph = arrows.Where(arrow => arrow.From != arrow.To).ToLookup(arrow => arrow.From, arrow => arrow.To, StringComparer.Ordinal);
        var search = new Search(graph);
        foreach (var node in graph.Select(group => group.Key).Order(StringComparer.Ordinal))
        {
            search.Visit(node);
        }

        return search.Found;
    }

    // Tarjan's strongly connected components.
    private sealed class Search(ILookup<string, string> graph)
    {
        private readonly Dictionary<string, (int Index, int Low)> _marks = new(StringComparer.Ordinal);
        private readonly Stack<string> _path = new();
        private readonly HashSet<string> _onPath = new(StringComparer.Ordinal);

        public List<IReadOnlyList<string>> Found { get; } = [];

        public int Visit(string node)
        {
            if (_marks.TryGetValue(node, out var known))
            {
                return _onPath.Contains(node) ? known.Index : int.MaxValue;
            }

            var index = _marks.Count;
            _marks[node] = (index, index);
            _path.Push(node);
            _onPath.Add(node);
            var low = index;
            foreach (var next in graph[node].Distinct(StringComparer.Ordinal))
            {
                low = Math.Min(low, Visit(next));
            }

            _marks[node] = (index, low);
            if (low == index)
            {
                Close(node);
            }

            return low;
        }

        private void Close(string root)
        {
            var group = new List<string>();
            string node;
            do
            {
                node = _path.Pop();
                _onPath.Remove(node);
                group.Add(node);
            }
            while (node != root);

            if (group.Count > 1)
            {
                group.Sort(StringComparer.Ordinal);
                Found.Add(group);
            }
        }
    }
}
