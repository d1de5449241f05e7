using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace PersonalPT.Web.Tests.House;

/// <summary>A page at the three sizes of screens that it is made for.</summary>
internal static class Pictures
{
    private static readonly (string Name, int Width, int Height)[] s_sizes = [("tv", 1920, 1080), ("laptop", 1280, 800), ("phone", 390, 844)];

    /// <summary>Takes a picture at each size, and fails where the page is wider than the screen or axe finds fault with it.</summary>
    /// <param name="page">The page.</param>
    /// <param name="name">The pictures' name.</param>
    public static async Task Take(IPage page, string name)
    {
        foreach (var (size, width, height) in s_sizes)
        {
            await page.SetViewportSizeAsync(width, height);
            Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), $"{name} is wider than a {size}'s screen.");
            await page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Pictures, $"{name}-{size}.png"), FullPage = true });
            var found = (await page.RunAxe()).Violations;
            Assert.True(
                found.Length == 0, $"{name}, {size}: {string.Join("; ", found.Select(v => $"{v.Id}: {v.Help} ({string.Join(", ", v.Nodes.Select(n => n.Html))})"))}");
        }
    }
}
