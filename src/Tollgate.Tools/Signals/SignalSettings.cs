namespace Tollgate.Tools.Signals;

/// <summary>What <c>detect_signal</c> charges.</summary>
/// <param name="ChargesFiredOnly">Only detectors that found something, of which alone the results are then told; else all that ran.</param>
public sealed record SignalSettings(bool ChargesFiredOnly);
