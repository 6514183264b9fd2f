namespace Tollgate.Tools.Catalog;

/// <summary>What a parameter's value looks like.</summary>
internal enum ParameterKind
{
    /// <summary>Text, its length within the bounds.</summary>
    Text,

    /// <summary>A whole number within the bounds.</summary>
    Whole,

    /// <summary>True or false.</summary>
    Flag,

    /// <summary>USD, exact to the cent, its cents within the bounds.</summary>
    Usd,

    /// <summary>A moment as in RFC 3339, with its offset.</summary>
    Time,

    /// <summary>A list of texts; the bounds are those of its length.</summary>
    Texts,

    /// <summary>An object whose content is the tool's own business.</summary>
    Object,

    /// <summary>A filter in the language of <see cref="Filters.TextFilter"/>.</summary>
    Filter,

    /// <summary>What its schema says.</summary>
    Schema,
}
