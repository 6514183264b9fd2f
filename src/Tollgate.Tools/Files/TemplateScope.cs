namespace Tollgate.Tools.Files;

/// <summary>What the templates of a tool may name.</summary>
/// <param name="Parameters">Names of its parameters.</param>
/// <param name="Secret">The value of a secret, null when there is none of that name.</param>
internal sealed record TemplateScope(IReadOnlySet<string> Parameters, Func<string, string?> Secret);
