namespace Tollgate.Dialects.Json;

/// <summary>What is wrong with a caller's body, as INVALID_REQUEST tells it.</summary>
/// <param name="Param">The field at fault; null when it is the body as a whole.</param>
/// <param name="Message">One plain sentence; never content of the request beyond the field's name.</param>
public readonly record struct DialectFault(string? Param, string Message);
