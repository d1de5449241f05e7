using System.IO.Compression;
using System.Text.RegularExpressions;
using PersonalPT.Web.Tests.House;

namespace PersonalPT.Web.Tests;

/// <summary>What the assembly carries is all that pages need, as it is addressed and sent.</summary>
public sealed partial class WebRegistrationTests(RunningSite site)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_style_that_a_page_names_is_sent_compressed_and_may_be_kept_for_ever()
    {
        using var client = site.Open();
        var styles = Style().Matches(await client.GetStringAsync(new Uri("/sign-in", UriKind.Relative), Stop)).Select(match => match.Groups[1].Value).ToArray();
        Assert.Contains(styles, style => style.StartsWith("/assets/bootstrap.min.css?", StringComparison.Ordinal));

        foreach (var style in styles)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(style, UriKind.Relative)) { Headers = { { "Accept-Encoding", "gzip" } } };
            using var answer = await client.SendAsync(request, Stop);
            answer.EnsureSuccessStatusCode();
            Assert.Equal("text/css", answer.Content.Headers.ContentType?.MediaType);
            Assert.Equal(["gzip"], answer.Content.Headers.ContentEncoding);
            Assert.Contains("immutable", answer.Headers.CacheControl?.ToString() ?? "", StringComparison.Ordinal);
            await using var text = new GZipStream(await answer.Content.ReadAsStreamAsync(Stop), CompressionMode.Decompress);
            // Whatever it refers to, it holds itself.
            Assert.DoesNotContain(Reference().Matches(await new StreamReader(text).ReadToEndAsync(Stop)), match => !match.Groups[1].Value.StartsWith("data:", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Bootstrap_comes_with_its_licence()
    {
        using var client = site.Open();
        Assert.Contains("Licensed under MIT", await client.GetStringAsync(new Uri("/assets/bootstrap.min.css", UriKind.Relative), Stop), StringComparison.Ordinal);
        Assert.Contains("The Bootstrap Authors", await client.GetStringAsync(new Uri("/assets/bootstrap.LICENSE.txt", UriKind.Relative), Stop), StringComparison.Ordinal);
    }

    [GeneratedRegex("<link rel=\"stylesheet\" href=\"([^\"]+)\"")]
    private static partial Regex Style();

    [GeneratedRegex("url\\(\\s*[\"']?([^\"')]+)")]
    private static partial Regex Reference();
}
