namespace Tollgate.Testing.Running;

/// <summary>What a program left behind.</summary>
public sealed record Finished(int ExitCode, string Output, string Errors)
{
    /// <summary>All of it, for a failed test's message.</summary>
    public override string ToString() => $"exit code {ExitCode}\n--- stdout\n{Output}\n--- stderr\n{Errors}";
}
