using Tollgate.Tools.Email;

namespace Tollgate.UnitTests.Tools.Email;

public sealed class EmailPatternsTests
{
    [Theory]
    [InlineData("Ada Lovelace", "ada.lovelace alovelace ada adalovelace a.lovelace ada_lovelace adal lovelace lovelace.ada lovelacea ada-lovelace")]
    [InlineData("Madonna", "madonna")]
    [InlineData("  Dr. Ada   LOVELACE, PhD ", "ada.lovelace alovelace ada adalovelace a.lovelace ada_lovelace adal lovelace lovelace.ada lovelacea ada-lovelace")]
    public void Name_OfPlainLetters_HasTheUsualShapesInTheirOrder(string name, string locals) => Locals(name).ShouldBe(locals.Split(' '));

    [Theory]
    [InlineData("Zoë O'Marrow", "zoe.omarrow")]
    [InlineData("Łukasz Żelaznik", "lukasz.zelaznik")]
    [InlineData("Lovelace, Ada", "ada.lovelace")]
    [InlineData("Lovelace, Ada, MBA", "ada.lovelace")]
    [InlineData("Ada Lovelace, MBA, CPA", "ada.lovelace")]
    [InlineData("Jack Ma", "jack.ma")]
    [InlineData("Ma Chen", "ma.chen")]
    [InlineData("Sammy Brown Jr.", "sammy.brown")]
    [InlineData("Robert (Bob) Tables", "robert.tables")]
    [InlineData("Robert \"Bob\" Tables", "robert.tables")]
    [InlineData("Jean-Luc Thibodane", "jean-luc.thibodane")]
    public void Name_HoweverItIsWritten_HasItsLikeliestAddressFirst(string name, string local) => Locals(name)[0].ShouldBe(local);

    [Theory]
    [InlineData("Björn Müller", "bjoern.mueller")]
    [InlineData("Jean-Luc Thibodane", "jeanluc.thibodane")]
    [InlineData("Jean-Luc Thibodane", "jlthibodane")]
    [InlineData("Ana de la Cray", "ana.delacray")]
    [InlineData("Ana de la Cray", "ana.cray")]
    [InlineData("Ludwig van Beethoven", "ludwig.vanbeethoven")]
    [InlineData("Maria José Ferrandine", "maria.ferrandine")]
    [InlineData("Maria José Ferrandine", "maria.j.ferrandine")]
    [InlineData("Ana García López", "ana.garcia")]
    public void Name_OfSeveralParts_HasTheirShapesToo(string name, string local) => Locals(name).ShouldContain(local);

    [Theory]
    [InlineData("Иван Петров")]
    [InlineData("山田 太郎")]
    [InlineData("R2 D2")]
    [InlineData("...")]
    [InlineData("Ada <ada@x>")]
    [InlineData("()")]
    public void Name_WithoutLatinLetters_HasNoAddress(string name) => Locals(name).ShouldBeEmpty();

    [Fact]
    public void Addresses_OfALongName_AreFewAndDifferentAndFit()
    {
        var candidates = EmailPatterns.Of("Maximiliane-Alexandra Josephine von der Schwarzenberg-Hohenzollern-Sigmaringen", "acme.test");

        candidates.Count.ShouldBeInRange(1, 20);
        candidates.Select(c => c.Address).ShouldBeUnique();
        candidates.ShouldAllBe(c => c.Address.IndexOf('@') <= 64);
    }

    // What becomes a line of a conversation with a mail host must not be able to end it.
    [Fact]
    public void Addresses_OfAnyText_HoldNothingButLettersAndTheirMarks()
    {
        const string alphabet = "aeZ éÖßłøñ-'’.,()\"[]<>@ \r\n\t\0\u00A0\u0301\uD800\uDE00Ж山1_%;:";
        var random = new Random(11);
        var made = 0;
        for (var round = 0; round < 3_000; round++)
        {
            var name = string.Create(random.Next(30), random, (text, chance) =>
            {
                for (var i = 0; i < text.Length; i++)
                {
                    text[i] = alphabet[chance.Next(alphabet.Length) % (chance.Next(3) == 0 ? alphabet.Length : 14)];
                }
            });
            foreach (var candidate in EmailPatterns.Of(name, "acme.test"))
            {
                made++;
                candidate.Address.Split('@')[0].ShouldAllBe(c => char.IsAsciiLetterLower(c) || c == '.' || c == '-' || c == '_', name);
                candidate.Address.ShouldEndWith("@acme.test");
            }
        }

        made.ShouldBeGreaterThan(1_000);
    }

    [Theory]
    [InlineData("acme.com", "acme.com")]
    [InlineData(" ACME.com. ", "acme.com")]
    [InlineData("https://www.acme.co.uk/about?x#y", "acme.co.uk")]
    [InlineData("ada@acme.com", "acme.com")]
    [InlineData("www.com", "www.com")]
    [InlineData("münchen.example", "xn--mnchen-3ya.example")]
    [InlineData("acme", null)]
    [InlineData("", null)]
    [InlineData("127.0.0.1", null)]
    [InlineData("[::1]", null)]
    [InlineData("-acme.com", null)]
    [InlineData("ac me.com", null)]
    [InlineData("a..com", null)]
    [InlineData("acme.com\r\nRCPT", null)]
    public void Domain_HoweverItIsWritten_IsReadOrRefused(string text, string? domain) => MailDomain.Read(text).ShouldBe(domain);

    private static string[] Locals(string name) => [.. EmailPatterns.Of(name, "acme.test").Select(c => c.Address.Split('@')[0])];
}
