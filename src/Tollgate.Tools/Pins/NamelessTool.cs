namespace Tollgate.Tools.Pins;

/// <summary>A tool of another server that was accepted and cannot be published under its name.</summary>
/// <param name="Server">Name of the server's declaration.</param>
/// <param name="Tool">What the server calls it.</param>
/// <param name="Name">The name that it would have.</param>
/// <param name="Why">What is wrong with that.</param>
internal readonly record struct NamelessTool(string Server, string Tool, string Name, string Why);
