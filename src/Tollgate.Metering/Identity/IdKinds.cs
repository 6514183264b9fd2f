namespace Tollgate.Metering.Identity;

/// <summary>Id of a workspace (tenant): <c>ws_...</c>.</summary>
public readonly struct WorkspaceKind : IIdKind
{
    public static string Prefix => "ws_";
}

/// <summary>Id of a project: <c>prj_...</c>.</summary>
public readonly struct ProjectKind : IIdKind
{
    public static string Prefix => "prj_";
}

/// <summary>Id of an API key (never the secret): <c>key_...</c>.</summary>
public readonly struct KeyKind : IIdKind
{
    public static string Prefix => "key_";
}

/// <summary>Id of one request, which is also the id of its hold and its transfer: <c>req_...</c>.</summary>
public readonly struct RequestKind : IIdKind
{
    public static string Prefix => "req_";
}

/// <summary>Id of a routing policy: <c>pol_...</c>.</summary>
public readonly struct PolicyKind : IIdKind
{
    public static string Prefix => "pol_";
}

/// <summary>Id of an event of a workspace: <c>evt_...</c>.</summary>
public readonly struct EventKind : IIdKind
{
    public static string Prefix => "evt_";
}

/// <summary>Id of a top-up of a budget: <c>top_...</c>.</summary>
public readonly struct TopUpKind : IIdKind
{
    public static string Prefix => "top_";
}

/// <summary>Id of a payment: <c>pay_...</c>.</summary>
public readonly struct PaymentKind : IIdKind
{
    public static string Prefix => "pay_";
}
