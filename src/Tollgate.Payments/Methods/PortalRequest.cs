namespace Tollgate.Payments.Methods;

/// <summary>Asks for a link to a customer's own page.</summary>
/// <param name="Customer">The provider's id.</param>
/// <param name="ReturnUrl">Where the customer comes back to.</param>
internal sealed record PortalRequest(string Customer, Uri ReturnUrl);
