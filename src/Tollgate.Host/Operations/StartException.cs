namespace Tollgate.Host.Operations;

/// <summary>A start or command cannot go on; the message is for the person at the terminal, without a stack.</summary>
internal sealed class StartException(string message, Exception? inner = null) : Exception(message, inner);
