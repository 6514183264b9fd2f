namespace Tollgate.Dialects.Reading;

/// <summary>The fields of a request in one dialect, as they are met. Each returns false with the fault set in the walk.</summary>
internal interface IRequestFields
{
    /// <summary>Takes the name that the reader stands on: what the value behind it is.</summary>
    bool TryName(ref RequestWalk walk, ReadOnlySpan<byte> name);

    /// <summary>Takes the value that the reader stands on, and leaves the reader at its end.</summary>
    bool TryValue(ref RequestWalk walk, ReadOnlySpan<byte> name);

    /// <summary>All fields have been taken: is one missing?</summary>
    bool TryEnd(ref RequestWalk walk);
}
