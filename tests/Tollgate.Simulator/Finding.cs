namespace Tollgate.Simulator;

/// <summary>Says what must hold.</summary>
internal static class Finding
{
    /// <exception cref="InvariantBrokenException">it does not hold.</exception>
    public static void Require(bool holds, string finding)
    {
        if (!holds)
        {
            throw new InvariantBrokenException(finding);
        }
    }
}
