using System.Globalization;
using Tollgate.Metering.Identity;

namespace Tollgate.Payments.Stripe;

/// <summary>The metadata that ties Stripe's objects to ours.</summary>
internal static class StripeNames
{
    public const string Payment = "tollgate_payment";
    public const string Attempt = "tollgate_attempt";
    public const string Workspace = "tollgate_workspace";
    public const string Mode = "tollgate_mode";
    public const string Live = "live";
    public const string Test = "test";

    /// <summary>Adds all of it.</summary>
    /// <param name="form">Where to.</param>
    /// <param name="name">Of the parameter, e.g. <c>metadata</c>.</param>
    public static StripeForm AddMetadata(
        this StripeForm form, string name, Id<PaymentKind> payment, int attempt, (Id<WorkspaceKind> Workspace, KeyMode Mode) wallet) => form
        .Add($"{name}[{Payment}]", payment.ToString())
        .Add($"{name}[{Attempt}]", attempt.ToString(CultureInfo.InvariantCulture))
        .AddOwner(name, wallet.Workspace, wallet.Mode);

    /// <summary>Adds whose it is.</summary>
    public static StripeForm AddOwner(this StripeForm form, string name, Id<WorkspaceKind> workspace, KeyMode mode) => form
        .Add($"{name}[{Workspace}]", workspace.ToString())
        .Add($"{name}[{Mode}]", mode == KeyMode.Live ? Live : Test);
}
