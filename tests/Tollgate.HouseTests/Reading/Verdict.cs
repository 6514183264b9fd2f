namespace Tollgate.HouseTests.Reading;

/// <summary>How a law speaks: every breach at once, one a line.</summary>
internal static class Verdict
{
    public static void ShouldBeKept(this IEnumerable<string> breaches, string law)
    {
        var all = breaches.ToList();
        if (all.Count > 0)
        {
            Assert.Fail($"{law}\n{string.Join('\n', all)}");
        }
    }
}
