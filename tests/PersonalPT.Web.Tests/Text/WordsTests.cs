using System.Text.RegularExpressions;
using PersonalPT.Contracts.Access;
using PersonalPT.Contracts.Sessions;
using PersonalPT.Contracts.Webhooks;
using PersonalPT.Counting;
using PersonalPT.Counting.Models;
using PersonalPT.Identity;
using PersonalPT.Web.Athletes;
using PersonalPT.Web.Boards;
using PersonalPT.Web.Tests.House;
using PersonalPT.Web.Text;
using PersonalPT.Web.Trends;
using PersonalPT.Web.Webhooks;

namespace PersonalPT.Web.Tests.Text;

public sealed partial class WordsTests
{
    private static readonly string[] s_ofTrends = ["Reps", "Best", "Tempo", "Load", "Step"];

    [Fact]
    public void Every_language_has_every_word_and_none_besides() => Assert.Equal(Words.English.Names.Order(), Words.German.Names.Order());

    [Fact]
    public void A_sentence_takes_the_same_things_in_every_language() => Assert.All(Words.English.Names, name =>
        Assert.Equal(Places(Words.English[name]), Places(Words.German[name])));

    [Fact]
    public void Every_word_that_a_page_names_is_there()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "PersonalPT.Web"), "*", SearchOption.AllDirectories)
            .Where(f => f.EndsWith(".razor", StringComparison.Ordinal) && !f.Contains("/obj/", StringComparison.Ordinal));
        var named = sources.SelectMany(f => Named().Matches(File.ReadAllText(f))).Select(m => m.Groups[1].Value).ToHashSet();

        Assert.True(named.Count > 50, "The pages name hardly any word: has the way of naming changed?");
        Assert.DoesNotContain(named, name => !Words.English.Names.Any(n => n == name || n == $"{name}.One"));
    }

    [Fact]
    public void Every_value_that_a_page_names_has_a_word()
    {
        foreach (var words in new[] { Words.English, Words.German })
        {
            Assert.All(Enum.GetValues<Role>(), v => Assert.NotEmpty(words.Of(v)));
            Assert.All(Enum.GetValues<BoardSignal>(), v => Assert.NotEmpty(words.Of(v)));
            Assert.All(Enum.GetValues<SetEndReason>(), v => Assert.NotEmpty(words.Of(v)));
            Assert.All(Enum.GetValues<ModelOrigin>(), v => Assert.NotEmpty(words.Of(v)));
            Assert.All(Enum.GetValues<CuePreset>(), v => Assert.NotEmpty(words.Of(v)));
            Assert.All(GrantForm.All, v => Assert.NotEmpty(words.Of(v)));
            Assert.All(GrantForm.All, v => Assert.NotEmpty(words[$"Grants.{v}Hint"]));
            Assert.All(Enum.GetValues<TrendSpan>(), span => Assert.All(s_ofTrends, what => Assert.NotEmpty(words[$"Trend.{what}{span}"])));
            Assert.All(Enum.GetValues<EntranceFault>(), v => Assert.NotEmpty(words.Of(v)));
            Assert.All(Enum.GetValues<PasskeyFault>(), v => Assert.NotEmpty(words.Of(v)));
            Assert.All(WebhookForm.All, v => Assert.NotEmpty(words.Of(v)));
            Assert.All(WebhookForm.All, v => Assert.NotEmpty(words[$"Webhooks.{v}Hint"]));
            Assert.All(Enum.GetValues<EndpointFault>(), v => Assert.NotEmpty(words.Of(v)));
            Assert.All(Enum.GetValues<PostFault>(), v => Assert.NotEmpty(words.Of(v)));
            Assert.All(Enum.GetValues<Language>(), v => Assert.NotEmpty(words.Of(v)));
        }
    }

    [Fact]
    public void Numbers_and_times_are_written_as_the_language_does()
    {
        var micros = new DateTimeOffset(2026, 3, 9, 17, 5, 2, TimeSpan.Zero).ToUnixTimeMilliseconds() * 1000;

        Assert.Equal(("1.5", "1,5"), (Words.English.Number(1.46, 1), Words.German.Number(1.46, 1)));
        Assert.Equal("2026-03-09 17:05", Words.English.Moment(micros, TimeZoneInfo.Utc));
        Assert.Equal("09.03.2026 17:05", Words.German.Moment(micros, TimeZoneInfo.Utc));
        Assert.Equal(("1 rep", "2 reps"), (Words.English.Count("Athlete.Reps", 1), Words.English.Count("Athlete.Reps", 2)));
    }

    private static IEnumerable<string> Places(string sentence) => Place().Matches(sentence).Select(m => m.Value).Order();

    [GeneratedRegex(@"\{\d[^}]*\}")]
    private static partial Regex Place();

    [GeneratedRegex("\"([A-Z][A-Za-z]+\\.[A-Z][A-Za-z]+)\"")]
    private static partial Regex Named();
}
