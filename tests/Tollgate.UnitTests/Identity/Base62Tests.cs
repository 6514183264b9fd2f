using FsCheck;
using FsCheck.Fluent;
using Tollgate.Metering.Identity;

namespace Tollgate.UnitTests.Identity;

public sealed class Base62Tests
{
    internal static readonly Gen<UInt128> Numbers =
        from high in Gen.OneOf(Gen.Constant(0UL), ArbMap.Default.GeneratorFor<ulong>())
        from low in ArbMap.Default.GeneratorFor<ulong>()
        from most in Gen.Choose(0, 128)
        select new UInt128(high * 0x9E3779B97F4A7C15, low * 0xD1342543DE82EF95) >> most;

    [Fact]
    public void Write_AnyNumber_ReadsBackTheSame() =>
        Prop.ForAll(Numbers.ToArbitrary(), number => Base62.TryRead(Text(number), out var read) && read == number)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));

    [Fact]
    public void Write_TwoNumbers_TextOrderIsNumberOrder() =>
        Prop.ForAll(
            Numbers.ToArbitrary(), Numbers.ToArbitrary(),
            (a, b) => Math.Sign(string.CompareOrdinal(Text(a), Text(b))) == a.CompareTo(b)).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));

    [Fact]
    public void Write_AnyNumber_EqualsTheSchoolMethod() =>
        Prop.ForAll(
            Numbers.ToArbitrary(),
            number =>
            {
                var digits = "";
                for (var rest = number; rest != 0; rest /= 62)
                {
                    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"[(int)(rest % 62)] + digits;
                }

                return Text(number) == digits.PadLeft(22, '0');
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void Write_WidthTooSmall_Overflows()
    {
        var target = new char[2];
        Base62.Write(62 * 62 - 1, target);
        new string(target).ShouldBe("zz");
        Should.Throw<OverflowException>(() => Base62.Write(62 * 62, target));
        Should.Throw<OverflowException>(() => Base62.Write(UInt128.MaxValue, new char[21]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("a b")]
    [InlineData("é")]
    [InlineData("zzzzzzzzzzzzzzzzzzzzzz")]
    [InlineData("00000000000000000000000")]
    public void TryRead_NoNumberOfThisForm_IsRefused(string text) => Base62.TryRead(text, out _).ShouldBeFalse();

    private static string Text(UInt128 number)
    {
        var target = new char[Base62.WidthOf128Bits];
        Base62.Write(number, target);
        return new string(target);
    }
}
