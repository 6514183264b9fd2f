namespace Tollgate.Tools.Pins;

/// <summary>What becomes of tools that a server did not have before.</summary>
internal enum NewTools
{
    /// <summary>Those that it has when it is first asked are published; what comes later waits.</summary>
    First,

    /// <summary>Each waits.</summary>
    Hold,

    /// <summary>Each is published.</summary>
    Publish,
}
