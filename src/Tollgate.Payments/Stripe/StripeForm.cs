using System.Globalization;
using System.Text;

namespace Tollgate.Payments.Stripe;

/// <summary>Parameters as Stripe takes them: form-encoded, nested names in square brackets.</summary>
internal sealed class StripeForm
{
    private readonly StringBuilder _text = new();

    /// <summary>Adds a parameter; a null value is left out.</summary>
    /// <param name="name">May hold square brackets, which stay as they are.</param>
    public StripeForm Add(string name, string? value)
    {
        if (value is null)
        {
            return this;
        }

        if (_text.Length > 0)
        {
            _text.Append('&');
        }

        _text.Append(name).Append('=').Append(Uri.EscapeDataString(value));
        return this;
    }

    /// <summary>Adds an integer; null is left out.</summary>
    public StripeForm Add(string name, long? value) => Add(name, value?.ToString(CultureInfo.InvariantCulture));

    public StripeForm Add(string name, bool value) => Add(name, value ? "true" : "false");

    /// <summary>Adds all parameters of another form.</summary>
    public StripeForm AddAll(StripeForm other)
    {
        if (other._text.Length > 0)
        {
            _text.Append(_text.Length > 0 ? "&" : "").Append(other._text);
        }

        return this;
    }

    public override string ToString() => _text.ToString();
}
