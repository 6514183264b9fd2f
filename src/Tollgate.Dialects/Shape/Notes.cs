using Tollgate.Dialects.Json;

namespace Tollgate.Dialects.Shape;

/// <summary>What a translation left out or changed, in the caller's own words: <c>dropped:seed</c>, <c>changed:temperature</c>.</summary>
internal sealed class Notes(ChatShape shape)
{
    private readonly List<string> _warnings = [];

    /// <summary>Each once, in the order they came up.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    public void Dropped(ShapeField field) => Add("dropped:" + shape.NameOf(field));

    public void Changed(ShapeField field) => Add("changed:" + shape.NameOf(field));

    /// <summary>A refusal that names a field as the caller does.</summary>
    public DialectFault Refused(ShapeField field, string message) => new(shape.NameOf(field), message);

    /// <summary>Goes through the fields that have no counterpart: those that may be left out are noted, and the first that may not is the fault.</summary>
    /// <param name="fates">The target's table.</param>
    /// <param name="fault">Set when this returns false.</param>
    public bool TryApply(IReadOnlyList<FieldFate> fates, out DialectFault fault)
    {
        fault = default;
        foreach (var row in fates)
        {
            if (row.Fate == Fate.Refused && shape.Uses(row.Field))
            {
                fault = Refused(row.Field, row.Why);
                return false;
            }

            if (row.Fate == Fate.Dropped && shape.Uses(row.Field))
            {
                Dropped(row.Field);
            }
        }

        foreach (var field in shape.Foreign)
        {
            if (field.Fate == Fate.Refused)
            {
                fault = new DialectFault(field.Name, field.Why);
                return false;
            }

            Add("dropped:" + field.Name);
        }

        return true;
    }

    // Into a header it goes: nothing but what a field's name is made of.
    private void Add(string warning)
    {
        var text = string.Concat(warning.Take(80).Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or ':' or '-' ? c : '_'));
        if (!_warnings.Contains(text, StringComparer.Ordinal))
        {
            _warnings.Add(text);
        }
    }
}
