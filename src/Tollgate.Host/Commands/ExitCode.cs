namespace Tollgate.Host.Commands;

/// <summary>What a command tells the shell.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>It was understood, but could not be done, or does not hold.</summary>
    public const int Failed = 1;

    /// <summary>Command line or settings are wrong; nothing was started.</summary>
    public const int Misused = 2;
}
