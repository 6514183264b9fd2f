using Tollgate.Tools.Files;

namespace Tollgate.Tools.Adapters.Mcp;

/// <summary>Which tool of another server is called, with what, and what is made of its reply.</summary>
/// <param name="Tool">What its server calls it.</param>
/// <param name="Arguments">What it is called with; null for the arguments as they are.</param>
/// <param name="Result">What is answered; null for its reply as it came.</param>
/// <param name="List">A list of the reply that, when it is empty, says that the call found none.</param>
internal sealed record McpCallPlan(string Tool, JsonTemplate? Arguments, JsonTemplate? Result, ReplyPath? List);
