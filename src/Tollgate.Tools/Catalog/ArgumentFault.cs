namespace Tollgate.Tools.Catalog;

/// <summary>One thing that is wrong with what a caller gave.</summary>
/// <param name="Path">The place, as in <c>filter.titles[2]</c>.</param>
/// <param name="What">What it must be, to be read after the place: "must be a text".</param>
internal readonly record struct ArgumentFault(string Path, string What);
