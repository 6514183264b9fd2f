namespace Tollgate.Dialects.Audio;

/// <summary>A field of a form.</summary>
/// <param name="Name">As it is written.</param>
/// <param name="Value">What it says.</param>
public readonly record struct FormField(string Name, ReadOnlyMemory<byte> Value);
