namespace Tollgate.Tools.Signals;

/// <summary>Names of the detectors, in the order in which they run unless a workspace says otherwise.</summary>
internal static class SignalNames
{
    public const string HiringRole = "signal_hiring_role";
    public const string HiringSupport = "signal_hiring_support";
    public const string HiringSalesRep = "signal_hiring_sales_rep";
    public const string HiringSalesLeadership = "signal_hiring_sales_leadership";
    public const string HiringSalesRepRepost = "signal_hiring_sales_rep_repost";
    public const string Technologies = "signal_technologies_identified";
    public const string NegativeReviews = "signal_trustpilot_negative_reviews";
    public const string NegativeSupportReviews = "signal_trustpilot_negative_support_reviews";
    public const string PositiveReviews = "signal_trustpilot_positive_reviews";
    public const string SocialsSpike = "signal_socials_spike";

    /// <summary>What each of them costs, tokens.</summary>
    public const long Cost = 5;

    public static IReadOnlyList<string> All { get; } =
    [
        HiringRole, HiringSupport, HiringSalesRep, HiringSalesLeadership, HiringSalesRepRepost, Technologies,
        NegativeReviews, NegativeSupportReviews, PositiveReviews, SocialsSpike,
    ];
}
