namespace Tollgate.Host.Configuration;

/// <summary>All settings of one start, one class a wing.</summary>
internal sealed class TollgateOptions
{
    public HostOptions Host { get; } = new();

    public ServerOptions Server { get; } = new();

    public ProviderOptions Providers { get; } = new();

    public KeyOptions Keys { get; } = new();

    public PaymentOptions Payments { get; } = new();

    public WalletSettings Wallet { get; } = new();

    public ToolOptions Tools { get; } = new();

    public EmailOptions Email { get; } = new();

    public SignupOptions Signup { get; } = new();

    public SmtpOptions Smtp { get; } = new();

    public LogOptions Log { get; } = new();
}
