using Tollgate.Inference.Catalog;
using Tollgate.Metering.Prices;

namespace Tollgate.Calls.Catalog;

/// <summary>Which model a call goes to, where, and what it costs there.</summary>
/// <param name="Provider">Name of the provider in the workspace.</param>
/// <param name="Model">Name at the provider; a dated name stays as it was asked for.</param>
/// <param name="Card">What the catalog knows of it; null when it knows nothing.</param>
/// <param name="Price">The price in force now; null only where the workspace allows models without one.</param>
public sealed record ResolvedModel(string Provider, string Model, ModelCard? Card, ModelPrice? Price)
{
    /// <summary>True for models that think long before the first byte.</summary>
    public bool Reasoning => Card is { Reasoning: true };

    /// <summary><c>provider/model</c>.</summary>
    public string FullName { get; } = $"{Provider}/{Model}";
}
