namespace Tollgate.Dialects.ImageShape;

/// <summary>Which model of what kind of provider a request for images is for.</summary>
/// <param name="ProviderKind">The kind.</param>
/// <param name="Model">Name at the provider.</param>
public readonly record struct ImageTarget(string ProviderKind, string Model);
