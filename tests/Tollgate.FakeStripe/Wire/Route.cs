using System.Text.Json.Nodes;
using Tollgate.FakeStripe.Objects;

namespace Tollgate.FakeStripe.Wire;

/// <summary>A route: its path may hold one <c>{id}</c>.</summary>
/// <param name="Method">GET or POST.</param>
/// <param name="Path">From <c>/v1</c> on.</param>
/// <param name="Answer">Answers by world, id (empty where the path has none) and parameters; called by one request at a time.</param>
internal sealed record Route(string Method, string Path, Func<World, string, Parameters, JsonObject> Answer)
{
    /// <summary>The id in a path of this route, or null for another path.</summary>
    public string? Match(string method, string path)
    {
        var mine = Path.Split('/');
        var theirs = path.Split('/');
        if (method != Method || mine.Length != theirs.Length)
        {
            return null;
        }

        var id = "";
        for (var i = 0; i < mine.Length; i++)
        {
            if (mine[i] == "{id}")
            {
                id = Uri.UnescapeDataString(theirs[i]);
            }
            else if (mine[i] != theirs[i])
            {
                return null;
            }
        }

        return id;
    }
}
