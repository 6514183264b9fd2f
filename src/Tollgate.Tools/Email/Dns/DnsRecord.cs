using System.Net;

namespace Tollgate.Tools.Email.Dns;

/// <summary>A record of an answer.</summary>
/// <param name="Name">Whose it is, in small letters, without the last dot.</param>
/// <param name="Type">Its kind.</param>
/// <param name="Preference">Of a mail host, the lower the sooner; else 0.</param>
/// <param name="Target">The name that it leads to; empty for an address, and for the root.</param>
/// <param name="Address">The address; null for a record that leads to a name.</param>
internal readonly record struct DnsRecord(string Name, DnsType Type, int Preference, string Target, IPAddress? Address);
