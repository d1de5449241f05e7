using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using PersonalPT.Web.Tests.House;

namespace PersonalPT.Web.Tests.Browsers;

/// <summary>Looks at a page on a TV, a laptop and a phone: it fits, axe finds no fault with it, and a picture is kept to be looked at.</summary>
internal static class Pictures
{
    private static readonly (string Name, int Width, int Height)[] s_sizes = [("tv", 1920, 1080), ("laptop", 1280, 800), ("phone", 390, 844)];

    /// <summary>Takes them; the page keeps the size of a laptop.</summary>
    /// <param name="page">The page.</param>
    /// <param name="name">Of the files.</param>
    /// <param name="isWall">Whether it fills a wall without scrolling.</param>
    public static async Task Take(IPage page, string name, bool isWall = false)
    {
        foreach (var (size, width, height) in s_sizes)
        {
            await page.SetViewportSizeAsync(width, height);
            Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), $"{name} is wider than a {size}'s screen.");
            if (isWall && size != "phone")
                Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollHeight <= innerHeight"), $"{name} is higher than a {size}'s screen.");
            await page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Pictures, $"{name}-{size}.png"), FullPage = !isWall || size == "phone" });
            var found = (await page.RunAxe()).Violations;
            Assert.True(
                found.Length == 0, $"{name}, {size}: {string.Join("; ", found.Select(v => $"{v.Id}: {v.Help} ({string.Join(", ", v.Nodes.Select(n => n.Html))})"))}");
        }

        await page.SetViewportSizeAsync(1280, 800);
    }
}
