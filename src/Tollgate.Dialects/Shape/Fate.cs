namespace Tollgate.Dialects.Shape;

/// <summary>What becomes of a field on its way into another dialect.</summary>
internal enum Fate
{
    /// <summary>It means the same there.</summary>
    Carried,

    /// <summary>It is carried with a change, or depends on the model.</summary>
    Changed,

    /// <summary>It has no counterpart, and the answer means the same without it: left out, and named in a warning.</summary>
    Dropped,

    /// <summary>It has no counterpart, and the answer would mean something else without it.</summary>
    Refused,
}

/// <summary>What becomes of a field that all dialects have a name for.</summary>
/// <param name="Field">Which.</param>
/// <param name="Fate">What becomes of it.</param>
/// <param name="Why">One sentence for people; for a refusal, what to do.</param>
internal sealed record FieldFate(ShapeField Field, Fate Fate, string Why);

/// <summary>What becomes of a field that only its own dialect has, wherever the request goes.</summary>
/// <param name="Name">As callers write it.</param>
/// <param name="Fate">Dropped or refused.</param>
/// <param name="Why">One sentence for people.</param>
internal sealed record ForeignFate(string Name, Fate Fate, string Why);
