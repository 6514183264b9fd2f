namespace Tollgate.Payments.Stripe;

/// <summary>One request.</summary>
/// <param name="IsPost">POST with a form; else GET with a query.</param>
/// <param name="Path">From <c>v1</c> on, without a slash before.</param>
/// <param name="Form">Its parameters.</param>
/// <param name="IdempotencyKey">What makes a POST that is sent again the same; null for a GET.</param>
internal sealed record StripeCall(bool IsPost, string Path, StripeForm Form, string? IdempotencyKey)
{
    public static StripeCall Get(string path, StripeForm query) => new(false, path, query, null);

    /// <param name="idempotencyKey">Not more than 255 characters; known to Stripe for at least 24 hours.</param>
    public static StripeCall Post(string path, StripeForm form, string idempotencyKey) => new(true, path, form, idempotencyKey);
}
