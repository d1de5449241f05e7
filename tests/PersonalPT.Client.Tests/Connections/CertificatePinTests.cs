namespace PersonalPT.Client.Tests.Connections;

public sealed class CertificatePinTests
{
    private static readonly string s_fingerprint = new('a', 64);

    [Theory]
    [InlineData("http://127.0.0.1:5005", 64, false)]
    [InlineData("https://127.0.0.1:5005", 63, false)]
    [InlineData("https://127.0.0.1:5005", 64, true)]
    public async Task A_fingerprint_needs_TLS_and_all_its_digits(string address, int digits, bool allowed)
    {
        var options = new PersonalPTClientOptions { Address = new Uri(address), Credential = ClientCredential.None, CertificateFingerprint = s_fingerprint[..digits] };

        if (allowed)
            await new PersonalPTClient(options).DisposeAsync();
        else
            Assert.Throws<ArgumentException>(() => new PersonalPTClient(options));
    }

    [Fact]
    public void It_cannot_be_held_by_a_handler_of_the_apps_own()
    {
        using var handler = new HttpClientHandler();
        Assert.Throws<ArgumentException>(() => new PersonalPTClient(new()
        {
            Address = new Uri("https://127.0.0.1:5005"),
            Credential = ClientCredential.None,
            CertificateFingerprint = s_fingerprint,
            HttpHandler = handler,
        }));
    }
}
