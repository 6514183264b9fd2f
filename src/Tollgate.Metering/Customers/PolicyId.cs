using Tollgate.Metering.Identity;

namespace Tollgate.Metering.Customers;

/// <summary>Names a policy in its list: the text that its owner's script calls it by, or a <c>pol_...</c> made here. 1 to 64 ASCII letters,
/// digits, dots, hyphens and underscores; the default stands for none yet.</summary>
public readonly record struct PolicyId
{
    public const int MaxLength = 64;

    private readonly string? _text;

    private PolicyId(string text) => _text = text;

    /// <summary>A made id.</summary>
    public static PolicyId Of(Id<PolicyKind> id) => new(id.ToString());

    /// <summary>False when the text is no id.</summary>
    public static bool TryParse(string? text, out PolicyId id)
    {
        id = default;
        if (text is null || text.Length is 0 or > MaxLength)
        {
            return false;
        }

        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_'))
            {
                return false;
            }
        }

        id = new PolicyId(text);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => _text ?? "";
}
