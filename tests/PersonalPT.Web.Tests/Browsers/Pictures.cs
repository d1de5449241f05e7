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
    /// <param name="mark">
    /// Of the language where it is not English, behind the name. Such a page is looked at on a phone only: there long words break what they can.
    /// </param>
    /// <param name="isWall">Whether it fills a wall without scrolling.</param>
    /// <param name="before">Called with the size's name before each picture.</param>
    public static async Task Take(IPage page, string name, string mark = "", bool isWall = false, Func<string, Task>? before = null)
    {
        foreach (var (size, width, height) in mark.Length == 0 ? s_sizes : s_sizes[^1..])
        {
            await page.SetViewportSizeAsync(width, height);
            Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), $"{name} is wider than a {size}'s screen.");
            if (isWall && size != "phone")
                Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollHeight <= innerHeight"), $"{name} is higher than a {size}'s screen.");
            if (before is not null)
                await before(size);

            await page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Pictures, $"{name}-{size}{mark}.png"), FullPage = !isWall || size == "phone" });
            // A laptop's page is a TV's with less room.
            if (size != "tv")
                await HasNoViolation(page, $"{name}, {size}");
        }

        await page.SetViewportSizeAsync(1280, 800);
    }

    private static async Task HasNoViolation(IPage page, string what)
    {
        var found = (await page.RunAxe()).Violations;
        Assert.True(found.Length == 0, $"{what}: {string.Join("; ", found.Select(v => $"{v.Id}: {v.Help} ({string.Join(", ", v.Nodes.Select(n => n.Html))})"))}");
    }
}
