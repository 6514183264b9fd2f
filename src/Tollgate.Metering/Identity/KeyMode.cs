namespace Tollgate.Metering.Identity;

/// <summary>Live keys spend money; test keys spend play money and never reach a real provider. A key's mode never changes.</summary>
public enum KeyMode : byte
{
    Live = 1,
    Test = 2,
}
