using Tollgate.Tools.Calling;
using Tollgate.Tools.Sample;

namespace Tollgate.Tools.Socials;

/// <summary>The tools of the server <c>socials</c>.</summary>
internal static class SocialTools
{
    public static IReadOnlyList<ITool> All(SampleBook book, TimeProvider time) =>
        [.. AccountTools.All(), .. new CompanyTools(book).All(), .. new PeopleTools(book, time).All(), .. new PostTools(book).All()];
}
