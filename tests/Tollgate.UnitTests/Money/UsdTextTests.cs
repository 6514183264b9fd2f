using System.Globalization;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Tollgate.Metering.Money;

namespace Tollgate.UnitTests.Money;

public sealed class UsdTextTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(5_000);

    private static Gen<long> Amounts => Gen.OneOf(
        ArbMap.Default.GeneratorFor<long>(),
        ArbMap.Default.GeneratorFor<int>().Select(n => (long)n),
        Gen.Choose(-1_000, 1_000).Select(n => n * 1_000_000_000L),
        Gen.Elements(0, long.MaxValue, -long.MaxValue, long.MinValue, 1, -1));

    [Fact]
    public void Format_AnyAmount_ReadsBackTheSame() =>
        Prop.ForAll(
            Amounts.Where(a => a != long.MinValue).ToArbitrary(),
            amount => UsdText.TryParse(UsdText.Format(amount), out var again) && again == amount).Check(Many);

    [Fact]
    public void Format_AnyAmount_EqualsDecimalArithmetic() =>
        Prop.ForAll(
            Amounts.ToArbitrary(),
            amount => UsdText.Format(amount) == (amount / 1_000_000_000m).ToString("0.#########", CultureInfo.InvariantCulture)).Check(Many);

    [Fact]
    public void TryParse_AnyDigitsPointAndExponent_EqualsRationalArithmetic() =>
        Prop.ForAll(
            (from digits in Gen.Choose(0, int.MaxValue)
             from fraction in Gen.Choose(0, 99_999)
             from width in Gen.Choose(5, 12)
             from exponent in Gen.Choose(-20, 20)
             from minus in Gen.Elements("", "-")
             from sign in Gen.Elements("", "+")
             let text = $"{minus}{digits}.{fraction.ToString(CultureInfo.InvariantCulture).PadLeft(width, '0')}e{(exponent < 0 ? "" : sign)}{exponent}"
             select (text, number: BigInteger.Parse($"{digits}{fraction.ToString(CultureInfo.InvariantCulture).PadLeft(width, '0')}"),
                 scale: exponent - width + 9, negative: minus.Length > 0)).ToArbitrary(),
            made =>
            {
                var exact = made.scale >= 0 || made.number % BigInteger.Pow(10, -made.scale) == 0;
                var value = made.scale >= 0 ? made.number * BigInteger.Pow(10, made.scale) : made.number / BigInteger.Pow(10, -made.scale);
                var expected = exact && value <= long.MaxValue;
                return UsdText.TryParse(made.text, out var amount) == expected
                    && (!expected || amount == (made.negative ? -value : value));
            }).Check(Many);

    [Theory]
    [InlineData("0", 0)]
    [InlineData("-0", 0)]
    [InlineData("0e999", 0)]
    [InlineData("0.000150000", 150_000)]
    [InlineData("1.5e-4", 150_000)]
    [InlineData("1E+2", 100_000_000_000)]
    [InlineData("0.000000001", 1)]
    [InlineData("1e-9", 1)]
    [InlineData("0.1000000000000", 100_000_000)]
    [InlineData("-12.5", -12_500_000_000)]
    [InlineData("9223372036.854775807", long.MaxValue)]
    public void TryParse_JsonNumber_IsReadExactly(string text, long nanoUsd)
    {
        UsdText.TryParse(text, out var read).ShouldBeTrue();
        read.ShouldBe(nanoUsd);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("+1")]
    [InlineData("01")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1e99999")]
    [InlineData("1 ")]
    [InlineData(" 1")]
    [InlineData("1,5")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("0x1")]
    [InlineData("1_000")]
    [InlineData("0.0000000001")]
    [InlineData("1e-10")]
    [InlineData("9223372036.854775808")]
    [InlineData("1e400")]
    [InlineData("123456789012345678901234567890123456789012345")]
    public void TryParse_NoJsonNumberOrNotExact_IsRefused(string text) => UsdText.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void TryFormat_TargetTooShort_WritesNothing()
    {
        Span<char> target = stackalloc char[3];

        UsdText.TryFormat(1_500_000_000, target, out var written).ShouldBeTrue();
        target[..written].ToString().ShouldBe("1.5");
        UsdText.TryFormat(-1_500_000_000, target, out written).ShouldBeFalse();
        written.ShouldBe(0);
    }

    [Fact]
    public void Format_LongestAmount_FitsTheStatedLength() =>
        UsdText.Format(long.MinValue).Length.ShouldBe(UsdText.MaxLength);

    [Fact]
    public void NanoUsd_SumBeyondItsRange_Overflows()
    {
        Should.Throw<OverflowException>(() => NanoUsd.MaxValue + new NanoUsd(1));
        Should.Throw<OverflowException>(() => new NanoUsd(long.MinValue) - new NanoUsd(1));
        (NanoUsd.MaxValue - NanoUsd.MaxValue).ShouldBe(NanoUsd.Zero);
        new NanoUsd(-150_000).ToString().ShouldBe("-0.00015");
    }
}
