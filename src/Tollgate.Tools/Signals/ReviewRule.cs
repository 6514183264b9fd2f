using Tollgate.Tools.Sample;

namespace Tollgate.Tools.Signals;

/// <summary>Which reviews a detector is about.</summary>
/// <param name="Name">The detector's name.</param>
/// <param name="Description">For whoever lists it.</param>
/// <param name="Field">Name of the reply's list of them; its count is <c>{Field}_count</c>.</param>
/// <param name="Counts">Whether a review of the last days counts.</param>
internal sealed record ReviewRule(string Name, string Description, string Field, Func<SampleReview, bool> Counts)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ReviewRule> All { get; } =
    [
        new(SignalNames.NegativeReviews, "Reviews of the last 30 days with one star.", "negative_reviews", static review => review.Rating == 1),
        new(SignalNames.NegativeSupportReviews, "Reviews of the last 30 days with one star that speak of support.", "negative_reviews",
            static review => review.Rating == 1 && SpeaksOf(review, "support")),
        new(SignalNames.PositiveReviews, "Reviews of the last 30 days with four or five stars.", "positive_reviews", static review => review.Rating >= 4),
    ];

    private static bool SpeaksOf(SampleReview review, string word) =>
        review.Title.Contains(word, StringComparison.OrdinalIgnoreCase) || review.Message.Contains(word, StringComparison.OrdinalIgnoreCase);
}
