using System.Net;
using Tollgate.Outbound.Addresses;

namespace Tollgate.UnitTests.Outbound.Addresses;

public sealed class AddressRulesTests
{
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("169.254.169.254")]
    [InlineData("169.254.0.1")]
    [InlineData("100.100.100.200")]
    [InlineData("168.63.129.16")]
    [InlineData("::ffff:168.63.129.16")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("fe80::1")]
    [InlineData("febf::1")]
    [InlineData("ff02::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fd20:ce::254")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::169.254.169.254")]
    [InlineData("::ffff:0:169.254.169.254")]
    [InlineData("64:ff9b::169.254.169.254")]
    [InlineData("64:ff9b:1::169.254.169.254")]
    [InlineData("64:ff9b:1:a9fe:a9:fe00:808:808")]
    [InlineData("2001:0:4136:e378:8000:63bf:5601:5601")]
    [InlineData("2002:a9fe:a9fe::1")]
    [InlineData("fe80::1%1")]
    [InlineData("fe80::5efe:8.8.8.8")]
    [InlineData("2606:4700::5efe:169.254.169.254")]
    [InlineData("2606:4700::200:5efe:169.254.169.254")]
    [InlineData("64:ff9b::100.100.100.200")]
    [InlineData("2002:6464:64c8::1")]
    [InlineData("ff02::1%2")]
    public void Address_MetadataLinkLocalOrNoHost_IsNeverAllowed(string address) =>
        AddressRules.IsAllowed(IPAddress.Parse(address), allowPrivate: true).ShouldBeFalse();

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.8.8")]
    [InlineData("10.1.2.3")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("100.64.0.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.19.255.255")]
    [InlineData("192.0.0.1")]
    [InlineData("::1")]
    [InlineData("fc00::1")]
    [InlineData("fd12:3456::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("64:ff9b::10.0.0.1")]
    [InlineData("2002:0a00:0001::1")]
    [InlineData("::1%1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::10.0.0.1")]
    [InlineData("fec0::1")]
    [InlineData("2606:4700::5efe:10.0.0.1")]
    public void Address_OwnNetwork_IsAllowedByTheOptionOnly(string address)
    {
        AddressRules.IsAllowed(IPAddress.Parse(address), allowPrivate: true).ShouldBeTrue();
        AddressRules.IsAllowed(IPAddress.Parse(address), allowPrivate: false).ShouldBeFalse();
    }

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("172.32.0.1")]
    [InlineData("198.20.0.1")]
    [InlineData("2001:4860:4860::8888")]
    [InlineData("2606:4700::1111")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("64:ff9b::8.8.8.8")]
    [InlineData("2002:808:808::1")]
    [InlineData("2606:4700::5efe:8.8.8.8")]
    public void Address_Public_IsAllowed(string address) =>
        AddressRules.IsAllowed(IPAddress.Parse(address), allowPrivate: false).ShouldBeTrue();
}
