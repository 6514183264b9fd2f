using Tollgate.Metering.Customers;

namespace Tollgate.Tools.Signup;

/// <summary>Whether and how often strangers may get a key by mail.</summary>
public sealed record SignupSettings
{
    /// <summary>Off unless the operator switches it on.</summary>
    public bool Enabled { get; init; }

    /// <summary>Plan of the workspaces that are made.</summary>
    public Plan Plan { get; init; } = Plan.Starter;

    /// <summary>Most codes of one mail address within 24 hours.</summary>
    public int CodesPerAddress { get; init; } = 5;

    /// <summary>Most codes that one client address may ask for within 24 hours.</summary>
    public int CodesPerClient { get; init; } = 20;

    /// <summary>Most codes of all within 24 hours.</summary>
    public int CodesPerDay { get; init; } = 500;
}
