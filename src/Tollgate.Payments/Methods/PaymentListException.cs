namespace Tollgate.Payments.Methods;

/// <summary>The provider's list could not be read to its end.</summary>
internal sealed class PaymentListException : Exception
{
    public PaymentListException()
    {
    }

    /// <param name="message">What went wrong; no secret.</param>
    public PaymentListException(string message)
        : base(message)
    {
    }

    public PaymentListException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
