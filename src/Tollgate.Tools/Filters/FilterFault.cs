namespace Tollgate.Tools.Filters;

/// <summary>Why a text is no filter.</summary>
/// <param name="Position">The place of it, counted from 0 in UTF-16 units.</param>
/// <param name="What">What is wrong there, to be read after the place: "a parenthesis is opened and never closed".</param>
internal readonly record struct FilterFault(int Position, string What);
