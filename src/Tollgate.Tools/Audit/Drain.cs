namespace Tollgate.Tools.Audit;

/// <summary>A way to lose tokens that was found.</summary>
/// <param name="Pattern">Its name, a constant.</param>
/// <param name="CheaperWay">What to do instead, plain sentences.</param>
/// <param name="Calls">The calls concerned, oldest first.</param>
/// <param name="TokensLost">The most that the cheaper way would have saved.</param>
internal sealed record Drain(string Pattern, string CheaperWay, IReadOnlyList<SpentCall> Calls, long TokensLost)
{
    /// <summary>A drain whose calls need not have been paid at all; null when there are none.</summary>
    public static Drain? Of(string pattern, string cheaperWay, IEnumerable<SpentCall> calls)
    {
        var concerned = calls.OrderBy(c => c.AtMs).ThenBy(c => c.Id).ToList();
        return concerned.Count == 0
            ? null
            : new Drain(pattern, cheaperWay, concerned, concerned.Where(c => c.IsCharged).Sum(c => c.Tokens));
    }
}
