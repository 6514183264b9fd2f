namespace Tollgate.Tools.Email.Dns;

/// <summary>Kinds of records that are asked for or followed, by their numbers on the wire.</summary>
internal enum DnsType
{
    A = 1,
    Cname = 5,
    Mx = 15,
    Aaaa = 28,
}
