using CsCheck;

namespace PersonalPT.Contracts.Tests;

public sealed class IdentifiersTests
{
    [Theory]
    [InlineData("squat")]
    [InlineData("jump_jack")]
    [InlineData("5x5-press")]
    public void A_name_is_lower_case_letters_digits_underscores_and_hyphens(string name) => Assert.True(Identifiers.IsName(name));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Squat")]
    [InlineData("_squat")]
    [InlineData("-squat")]
    [InlineData("gym/squat")]
    [InlineData("squat\n")]
    [InlineData("schritt\u00e4nge")]
    public void Nothing_else_is_a_name(string? name) => Assert.False(Identifiers.IsName(name));

    [Fact]
    public void A_name_has_at_most_64_characters_and_a_person_128()
    {
        Assert.True(Identifiers.IsName(new string('a', 64)));
        Assert.False(Identifiers.IsName(new string('a', 65)));
        Assert.True(Identifiers.IsPerson(new string('a', 128)));
        Assert.False(Identifiers.IsPerson(new string('a', 129)));
    }

    [Theory]
    [InlineData("ann@example.org", true)]
    [InlineData("auth0|5f7c", true)]
    [InlineData("urn:person:7", true)]
    [InlineData("ann smith", false)]
    [InlineData("gym/ann", false)]
    [InlineData("@ann", false)]
    public void A_person_may_be_named_as_identity_providers_name_people(string person, bool allowed) => Assert.Equal(allowed, Identifiers.IsPerson(person));

    [Fact]
    public void Every_new_uuid_names_a_session() => Gen.Guid.Sample(id => Identifiers.IsUuid(id.ToString("D")));

    [Theory]
    [InlineData("6F9619FF-8B86-4011-B42D-00C04FC964FF")]
    [InlineData("{6f9619ff-8b86-4011-b42d-00c04fc964ff}")]
    [InlineData("6f9619ff8b864011b42d00c04fc964ff")]
    [InlineData("6f9619ff-8b86-4011-b42d-00c04fc964ff\n")]
    public void A_uuid_has_one_spelling(string id) => Assert.False(Identifiers.IsUuid(id));

    [Fact]
    public void Whatever_is_allowed_is_free_of_the_slash_that_parts_grain_keys() =>
        Gen.String[Gen.Char["aZ7/._-@|:"], 0, 12].Sample(text =>
            !text.Contains('/') || !(Identifiers.IsName(text) || Identifiers.IsPerson(text) || Identifiers.IsUuid(text)));
}
